/**
 * English concepts of smaller trades: clubs and schools, lawyers, funerals, movers, storage, towing, fuel, repairs. Data
 * in the form of concepts-english.ts.
 */
export const ENGLISH_TRADE_CONCEPTS = `
# --- learning and leisure
lessons | 1 | lesson, lessons, ski school, swim school, riding school, driving school, golf lesson, music lesson, piano lesson, swimming lesson, driving lesson, instruction, instructor, learn to, coaching, beginners course, private lesson, dance class, tuition in | training .7, programs_events .6
tee_time | 1 | tee time, tee times, round of golf, court reservation, book a court | reservation_new .6
ski_area | .8 | snow report, snow conditions, slopes, how much snow, lift status, trails open, powder | weather .7
equipment_hire | .9 | equipment rental, rent equipment, rent skis, rent boots, rent a bike, rent boat, rent tools, hire skis, snowboard rental, rent snowboard, rent clubs, kayak | rental .9
lodging_stay | .8 | lodging, place to stay, somewhere to stay, book a room, rooms for, cabin, cabins, overnight stay | hotel .9, reservation_new .5
campsite | .9 | campsite, camp site, camper, tent, tent site, rv site, pitch, motorhome, caravan | reservation_new .5
school_groups | 1 | school group, school groups, school visit, class trip, bring my class, bring our class, field trip, pupils, group of students, group of children, kindergarten class | group .9
meeting_rooms | .9 | meeting room, meeting rooms, room for our club, room for a meeting, community room, study room, hall, ballroom | group .8
banquet_events | 1 | weddings and events, wedding, event hall, book the hall, reception hall, private event, special events, banquets, function room | group .95
museum_member | .9 | family membership, annual membership, become a friend, patron, friends of | membership .9
library_fines | 1 | library fine, late fee, late fees, overdue fine, fines, charged for a book, lost book, book i returned, book that i returned | library .6, billing .5
library_renew | 1 | renew items, renew books, extend my books, loan of my books, keep the book longer, extend the loan | library .7, renew .9
left_behind | 1 | lost item, lost items, lost and found, i left my, left my jacket, left my bag, left behind, forgot my umbrella, forgot my jacket, forgot my bag | lost_property .95
# --- death and care
funeral_now | 1.1 | death has occurred, a death occurred, first call, immediate need, has died, died last night, died this morning, just died, just passed, passed away last night, passed away this morning | death .8
funeral_planning | 1.1 | plan ahead, pre plan, pre planning, preplanning, in advance, own funeral, prearrange, pre arrangement, arrange my own |
funeral_service | 1 | service times, funeral service, obituary, obituaries, when is the service, when is the funeral, visitation, viewing, memorial service, wake | religious .3, classified .3
flowers | .9 | flower, flowers, bouquet, wreath, florist, roses | gift_shop .6
senior_living | .9 | assisted living, independent living, memory care, nursing home, retirement home, retirement community, senior apartment | tours_visit .6
tours_visit | 1 | tour, tours, schedule a tour, look around, look at the, come and see, visit the facility, show me around | programs_events .4, leasing .5
resident_reach | .9 | reach a resident, speak to a resident, talk to my mother, talk to my father, resident room, call a resident |
nurses_station | 1 | nurses station, nursing station, nurse on duty, ask the nurse, charge nurse | nurse .95
business_office | .85 | business office, finance office, cashier office, bursar | billing .9, payment .9, accounting .8, records .2
child_place | 1 | place for my, spot for my, opening for my, opening for a, availability for, waiting list, wait list, two year old, three year old, four year old, toddler, infant, my baby start | enroll .8, enroll_school .8, childcare .7
hearing_aids | .9 | hearing aid, hearing aids, hearing test, test my hearing, audiologist | appointment .3
eye_exam | 1 | eye exam, eye examination, eye test, eyes tested, eyes checked, eyes examined, test my eyes, check my eyes, vision exam, vision test | appointment .7, vision .5, annual_exam .4
contact_lenses | 1 | contact lens, contact lenses, contacts | vision .6
glasses_ready | 1 | glasses ready, glasses are ready, lenses ready, frames ready, glasses are done | vision .5, status .6
medical_supplies | .9 | medical supplies, masks, mask, tubing, cpap, oxygen, nebulizer, wheelchair, walker, hospital bed, diabetic supplies, test strips, catheters | order .5, new_order .3
equipment_back | 1 | pickup of equipment, pick up equipment, return equipment, equipment return, return the bed, return hospital bed, return wheelchair, return my modem, pick it up, collect the equipment | pickup .9, returns .7
# --- law and money
lawyer | .9 | lawyer, lawyers, attorney, attorneys, law office, solicitor, paralegal, my case, divorce, custody, lawsuit, sue, injured, injury case, estate planning, power of attorney | legal .8
client_new | 1 | new client, new clients, need a lawyer, looking for a lawyer, looking for an attorney, need an attorney, first consultation, free consultation, represent me | lawyer .5, new .9
client_existing | 1 | existing client, existing clients, current client, my lawyer, my attorney, my case, about my case, our case | lawyer .4, existing .9
credit_report | .9 | credit report, credit reports, credit file, credit score, credit bureau, my report | records .3
credit_report_error | 1.1 | mistake in my credit, mistake on my credit, error on my credit, wrong on my report, dispute information, dispute an item, not mine on my report, incorrect information | dispute .95, credit_report .4
credit_freeze | 1.1 | freeze, unfreeze, credit freeze, security freeze, lift the freeze, thaw, lock my credit | credit_report .3
identity_victim | 1.1 | in my name, opened accounts, victim of identity, someone used my name, used my social | identity_theft .95, fraud .8
prize | 1.1 | prize, prizes, claim a prize, i won, won the, winner, winning ticket, won five, won ten, won a hundred, won a thousand, jackpot winner | redeem .5, lottery .4
gambling_help | 1.1 | problem gambling, gambling problem, can not stop gambling, stop gambling, gambling addiction, addicted to gambling | mental_health .5
# --- vehicles and things
towed | 1.15 | towed, towed away, tow yard, impound, impounded, impound lot, vehicle was towed, car was towed, clamped, booted, boot on my car, tow release | roadside .4
parking_ticket_dispute | 1.1 | dispute a ticket, contest a ticket, appeal a ticket, ticket is wrong, ticket that is wrong, wrong ticket, ticket by mistake, unfair ticket, contest citation, dispute a citation, parking review | dispute .9, citation .5
meter_broken | 1.1 | broken meter, meter broken, parking meter, meter took my money, meter does not work, meter is broken, pay station | parking .5, damaged .3
resident_permit | 1 | resident permit, residential permit, residential parking, parking permit, permit for my street | parking .7, permits .8
car_ready | 1 | vehicle is ready, car is ready, car ready, vehicle ready, is my car done, car done, car finished, pick up my car | repair_status .9, status .7
repair_going | 1 | repair in progress, status of a repair, how is the repair, repair coming along, progress of my repair, how is my car | repair_status .95, status .7
tire_prices | 1 | tire prices, price of tires, new tires cost, set of tires, four new tires, what do tires cost | tire_center .8, pricing .9
shop_appointment | 1 | oil change, brake job, tune up, wheel alignment, rotate my tires, tire rotation, inspection sticker | auto_service .95, appointment .75
body_estimate | 1 | repair estimate, damage estimate, cost to fix, fix my bumper, estimate for repair, dent repair, cost to repair | body_shop .7, quote .9
parts_dept | .9 | parts department, order a part, need a part, spare part | parts .95
# --- homes, storage, movers
unit_rent | 1.1 | rent a unit, rent a new unit, storage unit, units available, any units, unit available, empty unit, unit free, size of unit | leasing .6, rental .5
unit_out | 1.1 | move out, vacate my unit, give up my unit, give up unit, close my unit, empty my unit | move_out .95
gate_code | 1.1 | gate code, code for the gate, access code for gate, gate does not open, gate will not open, door code, entry code | password .3, secret_number .5
move_today | 1.1 | move is today, moving today, truck has not arrived, movers have not arrived, movers are late, crew is late, crew has not come, where is the truck, where are the movers | did_not_arrive .6, moving_company .5
move_change | 1 | change or cancel a move, postpone my move, reschedule my move, change my moving date, moving date | reschedule .8, moving_company .6
move_damage | 1.1 | movers broke, movers damaged, broken by movers, damaged in the move, damaged items, claim for damaged, broke my, scratched my | damaged .9, claims .7
ceiling_leak | 1.1 | through my ceiling, through the ceiling, from the ceiling, ceiling is dripping, ceiling leaking, water coming through, water on the floor, apartment is flooding, no heat, flooding | leak .9, maintenance_emergency .95
maintenance_emergency | 1.1 | maintenance emergency, emergency maintenance, emergency such as, urgent repair | emergency .8, leak .5
small_repairs | 1 | other maintenance, routine maintenance, cabinet door, loose, squeaks, drips a little, handle is broken | maintenance_routine .95
technician_when | 1.1 | when is the technician coming, when is technician, technician coming, when will the technician, where is my technician, existing service request, check on a service request, status of service request | repair_status .9, tech_appointment .8, existing .5
plan_renewal | 1 | renew your plan, renew my plan, extend my plan, plan renewal, another year, extend coverage | renew .95
oil_delivery | 1 | oil delivery, fuel delivery, order a delivery, gallons, hundred gallons, liters of oil, order oil, order fuel, order propane, fill my tank, tank is low, heating oil | delivery .7, new_order .8
no_heat | 1.1 | no heat, out of oil, out of fuel, ran out of oil, heating does not work, heat does not work, furnace is out, burner stopped, tank is empty | heating_cooling .7, emergency .4
burner_service | 1 | burner cleaning, furnace cleaning, annual cleaning, boiler service, yearly service | heating_cooling .6, appointment .5
pest_visit | .9 | ants, mice, rats, roaches, cockroaches, termites, wasps, bed bugs, spiders, exterminator | pest .9, quote .3
# --- goods
trace_shipment | 1 | trace a shipment, where is my pallet, where is my crate, trace my freight, locate my shipment, pro number | order_status .5, delivery .5, not_delivered .6
freight_quote | 1 | rate quote, freight quote, cost to ship, what does it cost to ship, shipping quote | quote .9, shipping_rates .9, pricing .6
freight_pickup | 1 | collect three pallets, collect a pallet, pick up pallets, pick up freight, pallets ready, schedule a pickup | pickup .95
toner | 1 | toner, ink, cartridge, cartridges, paper for the copier | new_order .5, parts .5, shipping_supplies .6
copier_service | 1 | copier, jams, paper jam, copier jams, printer jams, streaks, error code on the copier | printer .8, repair .7
meter_reading_report | 1 | meter reading, report a meter reading, page count, copy count | meter_visit .4
`;

/** Words for the concepts of concepts-english.ts in German, accents folded by the reader: id | words. Data. */
export const GERMAN_CONCEPTS = `
operator | mitarbeiter*, berater*, person, mensch*, sprechen, jemand*, kundenberater*, sachbearbeiter*, zentrale, vermittlung, ansprechpartner*, operator, sprechen jemand, mensch, echte person, vorgesetzt*, jemandem, personlich*
customer_service | kundenservice, kundendienst, kundenbetreuung, service, kundencenter, servicemitarbeiter*
other | sonstig*, ander* anliegen, alle anderen, ubrig*, ander* themen, andere, weiter* anliegen, anderes
general_info | information*, auskunft, auskunfte, allgemein*, fragen, frage
complaint | beschwerde*, reklamation*, beschweren, reklamier*, lob, kritik, unzufrieden
sales | verkauf, vertrieb, kaufen, angebot*, neukunde*, bestellen, kauf, interesse, produkt*, tarifberatung, neue tarife, interessent*, neuvertrag*, handy kaufen, neues handy
business | geschaftskunde*, firmenkunde*, unternehmen, gewerbe*, firma, geschaftlich
residential | privatkunde*, privat*
billing | rechnung*, abrechnung*, buchhaltung, abschlag*, rechnungsbetrag, abgebucht, zu hoch, gebuhr*, kosten, verbrauch*, nachzahlung*, betrag
payment | zahlung*, zahlen, bezahlen, uberweisung*, lastschrift*, einzug*, bankverbindung, abbuchung*, sepa*, bezahlung, begleichen
payment_arrangement | ratenzahlung*, raten, mahnung*, stundung*, zahlungsruckstand, nicht zahlen, zahlungsaufschub, zahlungsschwierigkeit*
balance | kontostand, saldo, guthaben, offener betrag, geld konto, geld auf konto, wie viel geld, viel geld, geld
transactions | umsatz*, kontoauszug*, buchung*
account | konto, konten, kundenkonto, vertragsdaten
account_changes | daten andern, kundendaten, vertragsdaten, personliche daten, anderung*, andern
address_change | adresse, anschrift, adressanderung, umgezogen, namensanderung, adresse andern, neue adresse, umzug*, neue anschrift
refund | ruckerstattung*, erstattung*, geld zuruck, gutschrift*, erstatten, entschadigung*, geld zuruckbekommen, geld wieder
dispute | doppelt abgebucht, falsch abgebucht, widerspruch, falsche abbuchung, unberechtigt*, falsch berechnet, doppelt berechnet, zweimal abgebucht, zu viel berechnet
fraud | betrug*, verdachtig*, missbrauch, gehackt, phishing
lost_stolen | verloren, verlust, gestohlen, diebstahl, sperren, sperrung, kartensperrung, karte sperren, geklaut, sperr*, geldborse, portemonnaie, brieftasche, handtasche
card | karte*, kreditkarte*, girokarte*, ec karte, bankkarte*
activate | aktivier*, freischalt*, freigeschaltet
checking | girokonto, sparkonto, sparen
loan | kredit*, darlehen*, finanzierung*, geld leihen
mortgage | baufinanzierung*, hypothek*, immobilie*
investment | wertpapier*, anlage*, depot, aktien, fonds
online_access | online banking, onlinebanking, internet banking, app, kundenportal, website, webseite, online konto
password | passwort*, kennwort*, login, anmelden, zugangsdaten, einloggen, zugang, ausgesperrt, anmeldung, komme nicht mehr in, komme nicht rein, nicht einloggen, gesperrt, pin vergessen
new_order | bestellung aufgeben, bestellen, bestellung, neue bestellung
order | bestellung*, bestellt, auftrag*
order_status | bestellstatus, status bestellung, auftragsstatus, bestellung status
track | sendungsverfolgung, sendung*, paket*, lieferstatus, wo ist, noch nicht angekommen, nicht angekommen, verfolg*, kommt mein, wann kommt, lieferung wo
delivery | lieferung*, zustellung*, liefer*, lieferstatus, versand*, liefertermin*
redelivery | neue zustellung, umleiten, nicht zuhause, ablageort, abstellgenehmigung
pickup | abholung*, abholen, abholauftrag, holen ab, abgeholt, abzuholen, holen paket
missing_item | fehlt, fehlende*, fehlend*, falscher artikel, verlust, verloren gegangen, nie angekommen
damaged | beschadigt*, defekt*, kaputt*, schaden am paket, zerbrochen, beschadig*, kaputt, zerstort, eingedruckt
returns | retoure*, rucksendung*, umtausch*, zuruckgeben, zurucksenden, zuruckschicken, ruckgabe*
warranty | garantie*, gewahrleistung*
repair | reparatur*, reparier*, techniker*, wartung*, heizung
parts | ersatzteil*, zubehor
cancel | kundig*, kundigung*, stornier*, storno, beenden, widerruf*, abbestell*, vertrag beenden, abmelden, gekundigt, aufhoren, loswerden, ausstieg, beende*
renew | verlanger*, vertragsverlangerung*, verlangerung*
plan_change | tarifwechsel*, tarif wechseln, tarif andern, vertrag andern, tarif*, gunstiger*, vertragsanderung*, optionen
new_service | neuanschluss*, anmeldung*, neuer vertrag, neuvertrag*, vertragsabschluss, neuer anschluss, anschluss, neukunde*, strom anmelden, anmelden, einziehen, eingezogen
moving | umzug*, umziehen, umgezogen, ziehe um, einzug, auszug
installation | installation*, einricht*, anschliessen, inbetriebnahme
tech_support | technisch*, technische hilfe, technischer support, technik*, support, hilfe technik, technischer kundendienst, hilfe bei, technisch problem
not_working | funktioniert nicht, funktioniert, storung*, problem*, geht nicht, ausgefallen, fehler*, langsam, kein internet, kein signal, defekt*, kein empfang, kein bild, tot, kein ton, kein netz, reagiert nicht, abgesturzt, unterbrochen, bricht ab
outage | storung*, stromausfall*, ausgefallen, kein strom, ausfall*, entstorung*, netzausfall*, entstorungsdienst, licht, dunkel, strom weg, strom ist weg
internet | internet*, wlan, dsl, router, glasfaser, breitband, modem
tv | fernseh*, tv, sender, receiver
mobile | mobilfunk*, handy*, sim, smartphone*, mobil*
phone_service | festnetz*, telefonanschluss*, telefonie
power | strom*, elektrizitat, energie, licht
gas | gas, erdgas
gas_leak | gasgeruch*, gas riecht, gasleck, riecht gas
water | wasser*, abwasser*
leak | rohrbruch*, undicht*, leck, wasserschaden
meter_reading | zahlerstand*, zahler*, ablesung*, zahlerstande
emergency | notfall*, dringend*, notruf*, lebensbedrohlich*
trash | mull*, abfall*, tonne*, sperrmull*, abfuhr
claims | schaden*, schadensfall*, schadenmeldung*, schadensmeldung*
new_claim | schaden melden, unfall*, schadenmeldung*, schaden gemeldet, neuen schaden, einbruch*, wasserschaden*, sturmschaden*, hagel*, brand, gestohlen worden, schaden
claim_status | schadenstatus, bestehender schaden, bereits gemeldet*, schaden bearbeitung, gemeldeten schaden, bestehenden schaden, stand schadenmeldung, stand meiner schadenmeldung, stand schaden, bestehend* schaden, schadenregulierung, wann zahlen sie
policy | police*, versicherungsvertrag*, versicherung*
coverage | leistung*, versicherungsschutz, deckung, kostenubernahme
quote | angebot*, preisangebot, beitrag berechnen, was kostet, kostet, preis, preise, hausratversicherung, neue versicherung, versichern
roadside | panne*, pannenhilfe, abschlepp*, pannendienst
appointment | termin*, terminvereinbarung*, sprechstunde*, untersuchung*, terminvergabe, impfung*, vorbeikommen, arzttermin*, impfen, vorsorge*, kontrolle
reschedule | termin absagen, termin verschieben, termin andern, verschieben, absagen, kann nicht kommen, nicht kommen, schaffe es nicht
prescription | rezept*, medikament*, verordnung*, tabletten, tablette*, pillen, salbe, insulin, medizin
refill | folgerezept*, rezeptbestellung*, rezept bestellen, wiederholungsrezept*
test_results | befund*, laborwert*, testergebnis*, laborergebnis*, ergebnis*
nurse | schmerz*, krank, fieber, medizinische frage
doctor | arzt*, arztin, doktor, praxis
records | krankenakte*, unterlagen, patientenakte*
reservation_new | reservierung*, buchung*, buchen, reservier*, zimmer
change_reservation | umbuch*, buchung andern, stornierung*, bestehende buchung, bestehende reservierung
flight_status | flugstatus, verspatung*, abflug*, ankunft*, verspatet
timetable | fahrplan*, fahrplanauskunft, abfahrt*
tickets | fahrkarte*, ticket*, eintrittskarte*, karten kaufen, fahrschein*
baggage | gepack*, koffer*
lost_property | fundsache*, fundburo, verloren im zug, liegen gelassen, vergessen
loyalty | punkte, bonus*, meilen, pramie*
hours | offnungszeit*, geoffnet, offnet, schliesst, uhrzeit*, wann offnen, wann haben sie, auf haben, wie lange
location | standort*, filiale*, filialen, wegbeschreibung, nachste*, anfahrt
jobs | bewerbung*, stelle, stellenangebot*, karriere, jobs, bewerben, personalabteilung
license | fuhrerschein*
vehicle_reg | kfz*, zulassung*, kennzeichen
tax | steuer*, finanzamt
documents | bescheinigung*, dokument*, formular*, unterlagen, antrag*
apply | antrag*, beantrag*
status | status, stand, bearbeitungsstand
extension | durchwahl
callback | ruckruf*, zuruckrufen
policy_change | vertrag*?, vertragsanderung*, fragen zu vertrag, umgezogen, beitrag*
`;

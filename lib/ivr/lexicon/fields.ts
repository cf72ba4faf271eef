/**
 * What companies ask callers to enter, by the name of the fact: regular expressions over words without accents, the
 * most specific first; and other names under which people keep such a fact. Data.
 */

export interface Field {
  readonly name: string;
  readonly asked: RegExp;
  readonly aliases: readonly string[];
}

const NUMBER = '(number|numbers|no|id|code|identification|num)';
const field = (name: string, asked: string, aliases = ''): Field => ({
  name,
  asked: new RegExp(`\\b(${asked})\\b`),
  aliases: aliases === '' ? [] : aliases.split(' '),
});

export const FIELDS: readonly Field[] = [
  field(
    'ssn_last4',
    'last (4|four|for) (digits )?(of )?(your |the )?(social security|social|ssn)( number)?|(4|four|for) digits of your social',
    'ssn4 last4_ssn ssn_last_4 ssn_last_four ssn',
  ),
  field(
    'ssn',
    'social security( number)?|ssn|numero de securite sociale|(numero de )?seguro social|sozialversicherungsnummer',
    'social_security social_security_number',
  ),
  field(
    'card_last4',
    'last (4|four|for) (digits )?(of )?(your |the |that )?((credit|debit|bank|gift|atm) )?card( number)?',
    'last4 card_last_4 card_last_four',
  ),
  field('account_last4', 'last (4|four|for) (digits )?(of )?(your |the )?account( number)?', 'account_last_4'),
  field(
    'phone_last4',
    'last (4|four|for) (digits )?(of )?(your |the )?((tele)?phone|mobile)( number)?',
    'phone_last_4',
  ),
  field(
    'date_of_birth',
    'date of birth|birth ?date|birthday|birth month|geburtsdatum|geburtstag|date de naissance|fecha de nacimiento|month and year of birth|day of birth|year of birth',
    'dob birth_date birthdate birthday geburtsdatum',
  ),
  field(
    'zip',
    'zip( code)?|postal code|post ?code|postleitzahl|plz|code postal|codigo postal',
    'zip_code zipcode postal_code postcode plz',
  ),
  field('card_expiry', 'expiration date|expiry date|expiration', 'expiry expiration card_expiration'),
  field(
    'card_cvv',
    'cvv|(3|three) digit (security )?code (on|from)|security code on|verification number on',
    'cvv security_code',
  ),
  field(
    'tracking_number',
    `tracking ${NUMBER}|parcel ${NUMBER}|package ${NUMBER}|shipment ${NUMBER}|waybill( number)?|airbill( number)?|consignment( number)?|door tag( number)?|sendungsnummer|paketnummer|numero de suivi|numero de colis|numero de (rastreo|seguimiento|guia)`,
    'tracking tracking_id parcel_number shipment_number sendungsnummer',
  ),
  field(
    'order_number',
    `order ${NUMBER}|purchase order( number)?|bestellnummer|auftragsnummer|numero de commande|numero de (pedido|orden)`,
    'order order_id',
  ),
  field(
    'confirmation_number',
    `(confirmation|reservation|booking|itinerary) (${NUMBER}|reference)( number)?|record locator|booking reference|pnr|buchungsnummer|reservierungsnummer|numero de reservation|numero de dossier de reservation|(numero|codigo) de (confirmacion|reserva|reservacion)`,
    'confirmation confirmation_code reservation_number reservation booking_number booking_reference record_locator pnr',
  ),
  field('flight_number', 'flight number|flugnummer|numero (de|du) vol|numero (de|del) vuelo', 'flight'),
  field(
    'policy_number',
    `policy ${NUMBER}|versicherungsnummer|versicherungsscheinnummer|policennummer|vertragsnummer der versicherung|numero de police|numero de (la )?poliza`,
    'policy policy_id insurance_number',
  ),
  field(
    'claim_number',
    `claim ${NUMBER}|schadennummer|schadensnummer|numero de sinistre|numero de (siniestro|reclamo|reclamacion)`,
    'claim claim_id',
  ),
  field(
    'member_id',
    `(member|subscriber|enrollee|beneficiary|participant) ${NUMBER}( number)?|identification number on your (member|insurance)|mitgliedsnummer|numero d adherent|numero de (miembro|afiliado|socio)`,
    'member member_number subscriber_id member_id_number membership_number',
  ),
  field(
    'membership_number',
    `membership ${NUMBER}|(rewards|loyalty|frequent flyer|frequent flier|mileage plan|club) (number|account number)`,
    'membership loyalty_number rewards_number frequent_flyer_number member_id',
  ),
  field('group_number', 'group number', 'group'),
  field(
    'case_number',
    `(case|ticket|incident|reference|service request|inquiry|docket|citation|complaint) ${NUMBER}|vorgangsnummer|fallnummer|aktenzeichen|bearbeitungsnummer|ticketnummer|numero de (dossier|reference|incident)|numero de (caso|referencia|expediente|folio)`,
    'case ticket_number reference_number incident_number case_id reference citation_number',
  ),
  field('prescription_number', `(prescription|rx|refill) ${NUMBER}|rezeptnummer`, 'rx_number prescription rx'),
  field(
    'loan_number',
    `loan ${NUMBER}|mortgage ${NUMBER}|loan account number|darlehensnummer|numero de pret|numero de prestamo`,
    'loan loan_id',
  ),
  field(
    'invoice_number',
    `(invoice|bill|statement|notice) ${NUMBER}|rechnungsnummer|numero de facture|numero de factura`,
    'invoice bill_number notice_number',
  ),
  field(
    'meter_number',
    `meter ${NUMBER}|zahlernummer|numero de compteur|numero de (medidor|contador)`,
    'meter meter_id',
  ),
  field('meter_reading', 'meter read(ing)?|zahlerstand|index de votre compteur|lectura', 'reading'),
  field(
    'customer_number',
    `(customer|client|subscriber) ${NUMBER}|customer ?id|kundennummer|numero (de )?client|numero de cliente`,
    'customer customer_id client_number kundennummer',
  ),
  field(
    'contract_number',
    `contract ${NUMBER}|agreement number|vertragsnummer|numero de contrat|numero de contrato|vertragskonto(nummer)?`,
    'contract',
  ),
  field('employee_id', `employee ${NUMBER}( number)?|personnel number|personalnummer`, 'employee_number employee'),
  field('student_id', `student ${NUMBER}( number)?|matrikelnummer`, 'student_number student'),
  field(
    'patient_id',
    `patient ${NUMBER}( number)?|medical record number|chart number|mrn`,
    'medical_record_number patient_number mrn',
  ),
  field(
    'license_plate',
    '(license|registration|number) plates?( number)?|plate number|kennzeichen|plaque',
    'plate plate_number',
  ),
  field(
    'license_number',
    `(driver|drivers|driving) (license|licence)( number)?|license ${NUMBER}`,
    'drivers_license license driver_license_number',
  ),
  field('vin', 'vin( number)?|vehicle identification( number)?', 'vehicle_identification_number'),
  field('serial_number', `serial ${NUMBER}|seriennummer|numero de serie`, 'serial'),
  field('model_number', 'model number', 'model'),
  field('passport_number', 'passport number', 'passport'),
  field(
    'tax_id',
    `tax(payer)? ${NUMBER}( number)?|employer identification( number)?|ein|steuernummer|steueridentifikationsnummer|numero fiscal`,
    'ein taxpayer_id tax_number',
  ),
  field('user_id', `user ${NUMBER}|user ?id|online id`, 'username userid'),
  field(
    'extension',
    '(party |parties )?extension( number)?|durchwahl|numero de poste|poste de votre|extension',
    'ext extension_number',
  ),
  field('routing_number', 'routing number|sort code|bankleitzahl', 'routing'),
  field('iban', 'iban', ''),
  field('gift_card_number', 'gift card number', 'gift_card'),
  field(
    'card_number',
    `(credit|debit|bank|atm|insurance|library|medicare|health|id|identification)? ?card ${NUMBER}|(16|sixteen|fifteen|15|19|nineteen) digit( card)?( number)?|kartennummer|numero de (votre |la |su )?(carte|tarjeta)`,
    'card credit_card credit_card_number debit_card_number',
  ),
  field(
    'pin',
    'pin( number| code)?|personal identification (number|code)|passcode|access code|security code|secret code|telephone password|phone password|password|geheimzahl|code (secret|confidentiel|d acces)|clave( secreta)?|nip|contrasena|kennwort|kundenkennwort',
    'access_code passcode security_code pin_code pin_number password',
  ),
  field(
    'account_number',
    `account ${NUMBER}|account ?number|kontonummer|kundenkonto|numero de compte|numero de cuenta|your account|a count number`,
    'account account_id acct acct_number',
  ),
  field(
    'phone_number',
    `(tele)?phone ${NUMBER}|(mobile|cell|cellphone|cellular|wireless|contact|callback|daytime|home) (phone )?number|(number|area code) (you (are|re)|first|associated|linked)|(10|ten) digit (number|phone|telephone|mobile|cell)|number (you are|youre|you re) calling (about|from)|area code|rufnummer|telefonnummer|handynummer|mobilfunknummer|numero de (votre )?(telephone|mobile|ligne|portable)|numero de (su )?(telefono|celular|movil)`,
    'phone telephone telephone_number mobile_number cell_phone callback_number',
  ),
  field(
    'house_number',
    '(house|street|building|apartment) number|hausnummer|numeric portion of your (street )?address',
    'street_number',
  ),
  field('amount', 'amount|dollar amount|betrag|montant|monto|cantidad', 'payment_amount'),
  field('date', 'date|datum|fecha', ''),
];

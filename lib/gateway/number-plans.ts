/**
 * Facts for the number policy: which numbers reach emergency services, and which prefixes bill the caller.
 * Sources: ITU-T E.164 country lists, national numbering plans (as of 2026). Not complete for the world; the allow and
 * deny lists of the gateway settle the rest.
 */

export interface NumberPlan {
  /** E.164 country code, no plus. */
  readonly countryCode: string;
  /** Digits dialled before a national number ("0" in most of Europe, "1" in North America, "" where there is none). */
  readonly trunkPrefix: string;
  /** Digits dialled before an international number. */
  readonly internationalPrefix: string;
  readonly emergency: readonly string[];
  /** Prefixes of the national significant number (no trunk prefix) that cost extra; dots match any digit. */
  readonly premium: readonly string[];
  /** Short codes, as dialled, that cost extra. */
  readonly premiumShort?: readonly string[];
}

/** Answered by emergency services in most networks of the world, or a mistyped "outside line + emergency number". */
export const EMERGENCY_EVERYWHERE: readonly string[] = ['112', '911', '999'];

/** Used where the gateway was not told its country: rather refuse an extension than ring an ambulance. */
export const EMERGENCY_ANYWHERE: readonly string[] = [
  ...EMERGENCY_EVERYWHERE,
  ...[
    '000',
    '110',
    '111',
    '113',
    '115',
    '117',
    '118',
    '119',
    '120',
    '122',
    '133',
    '144',
    '190',
    '191',
    '192',
    '193',
    '988',
  ],
];

/** Shared-cost, satellite and global premium networks (ITU-T E.164.1), by country code. */
export const COSTLY_COUNTRY_CODES: readonly string[] = ['870', '878', '881', '882', '883', '888', '979'];

/** Area codes inside +1 that are other countries, known for call-back fraud. */
const CARIBBEAN = [
  ...['242', '246', '264', '268', '284', '345', '441', '473', '649', '658', '664', '721', '758', '767', '784', '809'],
  ...['829', '849', '868', '869', '876'],
];

const NORTH_AMERICA: NumberPlan = {
  countryCode: '1',
  trunkPrefix: '1',
  internationalPrefix: '011',
  emergency: ['911', '988', '112'],
  premium: ['900', '...976', ...CARIBBEAN],
};

export const NUMBER_PLANS: Readonly<Record<string, NumberPlan>> = {
  US: NORTH_AMERICA,
  CA: NORTH_AMERICA,
  GB: plan('44', ['999', '112', '18000'], ['9', '70', '871', '872', '873'], ['118...']),
  IE: plan('353', ['112', '999'], ['15'], ['118..']),
  DE: plan('49', ['110', '112', '116117'], ['900', '137', '118'], ['118..']),
  AT: plan(
    '43',
    ['112', '122', '128', '133', '140', '141', '144', '147'],
    ['900', '901', '930', '931', '939'],
    ['118...'],
  ),
  CH: plan('41', ['112', '117', '118', '143', '144', '145', '147', '1414', '1415'], ['900', '901', '906'], ['18..']),
  FR: plan('33', ['112', '114', '115', '116000', '119', '15', '17', '18', '191', '196', '197'], ['89'], ['118...']),
  BE: plan('32', ['100', '101', '112'], ['90'], []),
  NL: plan('31', ['112', '113', '144'], ['900', '906', '909'], ['18..']),
  ES: plan(
    '34',
    ['112', '061', '062', '080', '085', '088', '091', '092', '016'],
    ['803', '806', '807', '905', '907'],
    ['118..'],
    '',
  ),
  PT: plan('351', ['112', '117'], ['60', '61', '62', '64'], [], ''),
  IT: plan(
    '39',
    ['112', '113', '114', '115', '116117', '117', '118', '1522'],
    ['89', '144', '166'],
    ['12..', '4....'],
    '',
  ),
  PL: plan('48', ['112', '997', '998', '999', '986'], ['70'], [], ''),
  SE: plan('46', ['112', '11414'], ['900', '939', '944', '99'], ['118...']),
  NO: plan('47', ['110', '112', '113'], ['82'], ['18..'], ''),
  DK: plan('45', ['112', '114'], ['90'], ['118.'], ''),
  FI: plan('358', ['112'], ['600', '700'], ['118', '118..']),
  AU: { ...plan('61', ['000', '106', '112'], ['190', '191'], []), internationalPrefix: '0011' },
  NZ: plan('64', ['111', '112'], ['900'], []),
  JP: { ...plan('81', ['110', '118', '119'], ['990'], []), internationalPrefix: '010' },
};

function plan(
  countryCode: string,
  emergency: readonly string[],
  premium: readonly string[],
  premiumShort: readonly string[],
  trunkPrefix = '0',
): NumberPlan {
  return { countryCode, trunkPrefix, internationalPrefix: '00', emergency, premium, premiumShort };
}

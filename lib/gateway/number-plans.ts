/**
 * Facts for the number policy: which numbers reach emergency services, and which prefixes bill the caller.
 * Sources: ITU-T E.164 and E.164.1 country lists, national numbering plans as the regulators publish them (Ofcom,
 * Bundesnetzagentur, Arcep, BAKOM, RTR, CNMC, AGCOM, NANPA and their like; as of 2026), the fraud lists of the FCC
 * ("one ring" calls). Not complete for the world; the allow and deny lists of the gateway settle the rest.
 */

export interface NumberPlan {
  /** E.164 country code, no plus. */
  readonly countryCode: string;
  /** Digits dialled before a national number ("0" in most of Europe, "1" in North America, "" where there is none). */
  readonly trunkPrefix: string;
  /** Digits dialled before an international number. */
  readonly internationalPrefix: string;
  readonly emergency: readonly string[];
  /** Patterns of the start of the national significant number (no trunk prefix) that cost extra; "." is any digit. */
  readonly premium: readonly string[];
  /** Patterns of whole numbers, as dialled, that cost extra. */
  readonly premiumShort: readonly string[];
  /** Fewest digits of a national significant number; less is an extension. */
  readonly shortest: number;
  /** Most digits of one that is dialled bare (no trunk prefix). */
  readonly longest: number;
  /** Digits that get an outside line on the PBXs of the country. */
  readonly outsideLine: readonly string[];
  /** Pattern of a call-by-call carrier prefix. */
  readonly carrierPrefix?: string;
}

/** Answered by emergency services in most networks of the world, or a mistyped "outside line + emergency number". */
export const EMERGENCY_EVERYWHERE: readonly string[] = ['112', '911', '999'];

/** In use in countries that have no plan below; known when the gateway was not told its country. */
const EMERGENCY_ELSEWHERE = [
  '000',
  '102',
  '103',
  '104',
  '120',
  '122',
  '190',
  '191',
  '192',
  '193',
  '194',
  '995',
  '1669',
];

/** Belgium's old 100 and 101 are the first extensions of small PBXs all over the world; 112 is the number in Belgium. */
const USUAL_EXTENSIONS = ['100', '101'];

/**
 * Country codes that are refused as premium: shared-cost and universal numbers, satellite and global networks, the
 * international premium service (ITU-T E.164.1), and small islands that one-ring and revenue-share fraud runs through.
 */
export const COSTLY_COUNTRY_CODES: readonly string[] = [
  ...['808', '870', '871', '872', '873', '874', '875', '876', '877', '878', '879', '881', '882', '883', '888', '979'],
  ...['239', '246', '247', '252', '269', '290', '500', '674', '677', '678', '681', '682', '683', '686', '688', '690'],
  ...['692'],
];

/**
 * What follows "00" in no international number (+60 0, +70 0, +90 0/1/6/9, +93 0/9, +1 0, +1 1, +1 37 and +89 are not assigned): there,
 * it is an outside line and a premium number or carrier prefix, "0 0900 ...", "0 01033 ...".
 */
export const NOT_INTERNATIONAL: readonly string[] = [
  '600',
  '700',
  '900',
  '901',
  '906',
  '909',
  '930',
  '939',
  '10',
  '11',
  '137',
  '89',
];

/** Area codes inside +1 that are other countries, known for call-back fraud. */
const CARIBBEAN = [
  ...['242', '246', '264', '268', '284', '345', '441', '473', '649', '658', '664', '721', '758', '767', '784', '809'],
  ...['829', '849', '868', '869', '876'],
];

const NORTH_AMERICA: NumberPlan = {
  countryCode: '1',
  trunkPrefix: '1',
  internationalPrefix: '011',
  emergency: ['911', '1911', '988', '112'],
  premium: ['900', '...976', ...CARIBBEAN],
  // A call to the local 976 exchange needs no area code.
  premiumShort: ['1?976....'],
  shortest: 10,
  longest: 10,
  outsideLine: ['9', '0'],
  carrierPrefix: '101....',
};

export const NUMBER_PLANS: Readonly<Record<string, NumberPlan>> = {
  US: NORTH_AMERICA,
  CA: NORTH_AMERICA,
  GB: plan('44', ['999', '112', '18000'], ['9', '70', '871', '872', '873', '118'], ['118...'], {
    shortest: 9,
    outsideLine: ['9'],
  }),
  // 15xx numbers have ten digits and no 0; 01 5.. is Dublin, with eight.
  IE: plan('353', ['112', '999'], ['15.{8}', '118'], ['118..', '15.{6,}'], { outsideLine: ['9'] }),
  // 0180 (service numbers at a fixed price) stays open: companies use it.
  DE: plan('49', ['110', '112', '116117'], ['900', '137', '138', '118'], ['118..', '118...'], {
    carrierPrefix: '010(0..|[1-9].)',
  }),
  AT: plan(
    '43',
    ['112', '122', '128', '133', '140', '141', '144', '147'],
    ['900', '901', '930', '931', '939', '118'],
    ['118...'],
    { carrierPrefix: '10..' },
  ),
  CH: plan('41', ['112', '117', '118', '143', '144', '145', '147', '1414', '1415'], ['900', '901', '906'], ['18..'], {
    carrierPrefix: '10[78]..',
  }),
  FR: plan(
    '33',
    ['112', '114', '115', '116000', '119', '15', '17', '18', '191', '196', '197'],
    ['89', '118'],
    ['118...'],
  ),
  BE: plan('32', ['100', '101', '112'], ['90'], []),
  NL: plan('31', ['112', '113', '144'], ['900', '906', '909', '18'], ['18..']),
  ES: closedPlan(
    '34',
    ['112', '061', '062', '080', '085', '088', '091', '092', '016'],
    ['803', '806', '807', '905', '907', '118'],
    ['118..'],
    [9, 9],
  ),
  PT: closedPlan('351', ['112', '117'], ['60', '61', '62', '64', '76'], [], [9, 9]),
  IT: closedPlan(
    '39',
    ['112', '113', '114', '115', '116117', '117', '118', '1522'],
    ['89', '144', '166'],
    ['12..', '4....'],
    [6, 11],
  ),
  PL: closedPlan('48', ['112', '997', '998', '999', '986'], ['70'], [], [9, 9]),
  SE: plan('46', ['112', '11414'], ['900', '939', '944', '99'], ['118...']),
  NO: closedPlan('47', ['110', '112', '113'], ['82'], ['18..'], [8, 8]),
  DK: closedPlan('45', ['112', '114'], ['90'], ['118.'], [8, 8]),
  FI: plan('358', ['112'], ['600', '700'], ['118', '118..']),
  // 190x numbers are dialled without a 0.
  AU: { ...plan('61', ['000', '106', '112'], ['190', '191'], ['19[01].{3,}']), internationalPrefix: '0011' },
  NZ: plan('64', ['111', '112'], ['900'], []),
  JP: { ...plan('81', ['110', '118', '119'], ['990'], []), internationalPrefix: '010' },
};

export const ALL_PLANS: readonly NumberPlan[] = [...new Set(Object.values(NUMBER_PLANS))];

/** Where the gateway was not told its country: rather refuse an extension than ring an ambulance. */
export const EMERGENCY_ANYWHERE: readonly string[] = [
  ...new Set([...EMERGENCY_EVERYWHERE, ...EMERGENCY_ELSEWHERE, ...ALL_PLANS.flatMap((known) => known.emergency)]),
].filter((number) => !USUAL_EXTENSIONS.includes(number));

export function planOfCountry(country: string): NumberPlan | undefined {
  const name = country.trim().toUpperCase();
  return Object.hasOwn(NUMBER_PLANS, name) ? NUMBER_PLANS[name] : undefined;
}

/** What is wrong with a country setting, in words; null when it is known or not set. */
export function countryProblem(country: string): string | null {
  if (country === '' || planOfCountry(country)) return null;
  if (/^(uk|england|scotland|wales)$/i.test(country))
    return `"${country}" is not a country code: write GB for the United Kingdom`;
  const known = Object.keys(NUMBER_PLANS).sort().join(', ');
  return `"${country}" is not a country whose numbers are known: choose one of ${known}, or leave it empty`;
}

function plan(
  countryCode: string,
  emergency: readonly string[],
  premium: readonly string[],
  premiumShort: readonly string[],
  changes: Partial<NumberPlan> = {},
): NumberPlan {
  return {
    ...{ countryCode, trunkPrefix: '0', internationalPrefix: '00', emergency, premium, premiumShort },
    // Five: an "0900 12" that a switch completes as soon as it has enough digits is still refused.
    ...{ shortest: 5, longest: 13, outsideLine: ['0'], ...changes },
  };
}

/** A plan in which every number is dialled whole, without a trunk prefix. */
function closedPlan(
  countryCode: string,
  emergency: readonly string[],
  premium: readonly string[],
  premiumShort: readonly string[],
  [shortest, longest]: readonly [number, number],
): NumberPlan {
  return { ...plan(countryCode, emergency, premium, premiumShort), trunkPrefix: '', shortest, longest };
}

/**
 * What the line may make of dialled digits. A PBX or carrier takes off feature codes, outside-line digits and carrier
 * prefixes before it routes; the policy judges every number that may be left. Pure.
 */
import { ALL_PLANS, COSTLY_COUNTRY_CODES, NOT_INTERNATIONAL } from './number-plans';
import type { NumberPlan } from './number-plans';

/** Far above what 32 characters can make (each step takes some away); a bound on hostile input all the same. */
const MAXIMUM_READINGS = 1000;

/**
 * All numbers the dialled text may end up as, itself first: digits, or "+" and digits for international ones.
 * `home` undefined: the country is not known, and the habits of all countries apply.
 */
export function readingsOf(dialled: string, home: NumberPlan | undefined): readonly string[] {
  const found = new Set([dialled]);
  for (const reading of found) {
    if (found.size >= MAXIMUM_READINGS) break;
    const next = /[*#]/.test(reading) ? withoutFeatureCodes(reading) : withoutPrefixes(reading, home);
    for (const shorter of next) if (shorter !== '' && shorter !== '+') found.add(shorter);
  }
  return [...found].filter((reading) => /^\+?\d+$/.test(reading));
}

/** Code and argument as in ETSI EN 300 738 and 3GPP TS 22.030 ("*31#number"), and North America's "*67number". */
function withoutFeatureCodes(text: string): readonly string[] {
  const runs = text.split(/[*#]+/).filter((run) => run !== '');
  const rest = runs.slice(1).join('');
  const whole = runs.join('');
  if (!/^[*#]/.test(text)) return [...runs, whole];
  const [first = ''] = runs;
  const codeAndNumber = /^[*#]+\d{2,3}#/.test(text) && rest.length >= 3;
  return [
    ...(codeAndNumber ? runs.slice(1) : runs),
    ...(codeAndNumber ? [] : [whole]),
    rest,
    // Without a separator the code has two digits, three in places.
    ...[2, 3].map((length) => first.slice(length) + rest),
  ];
}

function withoutPrefixes(digits: string, home: NumberPlan | undefined): readonly string[] {
  if (digits.startsWith('+')) return [];
  const plans = home ? [home] : ALL_PLANS;
  const found: string[] = [];
  for (const prefix of new Set(['00', ...plans.map((plan) => plan.internationalPrefix)])) {
    const rest = digits.slice(prefix.length);
    if (digits.startsWith(prefix) && /^[1-9]\d{3,}/.test(rest)) found.push(`+${rest}`);
  }
  // Trunks of VoIP providers take E.164 digits without a plus as well.
  if (/^[2-8]\d{10,}$/.test(digits)) found.push(`+${digits}`);
  for (const plan of plans) {
    const carrier = plan.carrierPrefix && new RegExp(`^${plan.carrierPrefix}(?=\\d{3})`).exec(digits);
    if (carrier) found.push(digits.slice(carrier[0].length));
    // Rotary phones dial 11 for the star of "*67".
    if (plan.countryCode === '1' && /^11(67|82|31|70)\d{3,}$/.test(digits)) found.push(digits.slice(4));
    for (const digit of plan.outsideLine) {
      if (digits.startsWith(digit) && digits.length >= 4 && isOutsideLine(digits, plan)) found.push(digits.slice(1));
    }
  }
  return found;
}

function isOutsideLine(digits: string, plan: NumberPlan): boolean {
  // In Italy the 0 belongs to the number: 0899 is in Salerno, 899 is premium-rate.
  if (plan.countryCode === '39' && digits.startsWith('0')) return digits.startsWith('00') || digits.length <= 5;
  if (!digits.startsWith('00') || digits.startsWith('000')) return true;
  const rest = digits.slice(2);
  return rest.length <= 4 || NOT_INTERNATIONAL.some((start) => rest.startsWith(start));
}

/** National significant numbers that a reading stands for, each with its plan. */
export function nationalNumbers(
  reading: string,
  home: NumberPlan | undefined,
): readonly { readonly plan: NumberPlan; readonly national: string }[] {
  if (reading.startsWith('+')) {
    const plan = ALL_PLANS.find((known) => reading.startsWith(known.countryCode, 1));
    if (!plan) return [];
    const national = reading.slice(1 + plan.countryCode.length);
    // "+49 0900": the trunk prefix is often left in.
    const leftIn = plan.trunkPrefix !== '' && national.startsWith(plan.trunkPrefix);
    return (leftIn ? [national, national.slice(1)] : [national]).map((digits) => ({ plan, national: digits }));
  }
  return (home ? [home] : ALL_PLANS).flatMap((plan) =>
    bareNational(reading, plan, home !== undefined).map((national) => ({ plan, national })),
  );
}

function bareNational(digits: string, plan: NumberPlan, certain: boolean): readonly string[] {
  const { trunkPrefix, shortest, longest } = plan;
  const withTrunk = trunkPrefix !== '' && digits.startsWith(trunkPrefix) && !digits.startsWith('00');
  if (withTrunk && digits.length > shortest) return [digits.slice(1)];
  if (trunkPrefix === '0' || digits.length < shortest) return [];
  // Switches ignore digits that are too many; where the country is a guess they rule the guess out.
  return certain || digits.length <= longest ? [digits] : [];
}

export function isPremiumReading(reading: string, home: NumberPlan | undefined): boolean {
  if (reading.startsWith('+') && COSTLY_COUNTRY_CODES.some((code) => reading.startsWith(code, 1))) return true;
  const national = nationalNumbers(reading, home);
  if (national.some((number) => number.plan.premium.some((start) => matches(number.national, start)))) return true;
  if (reading.startsWith('+')) return false;
  const short = (home ? [home] : ALL_PLANS).flatMap((plan) => plan.premiumShort);
  return short.some((pattern) => matches(reading, `${pattern}$`));
}

/** Every way to write the same number, so that a list entry matches whichever way was dialled. */
export function writingsOf(reading: string, home: NumberPlan | undefined): readonly string[] {
  const international = home ? [home.internationalPrefix, '00'] : ['00', '011', '0011'];
  const found = new Set([reading]);
  const plus = (home ? international : ['00']).find((prefix) => reading.startsWith(prefix));
  const rest = plus === undefined ? '' : reading.slice(plus.length);
  const e164 = /^[1-9]\d{3,}/.test(rest) ? `+${rest}` : reading;
  for (const prefix of e164.startsWith('+') ? ['+', ...international] : []) found.add(prefix + e164.slice(1));
  for (const { plan, national } of e164.startsWith('+') || home ? nationalNumbers(e164, home) : []) {
    if (plan.trunkPrefix !== '' && national.startsWith(plan.trunkPrefix)) continue;
    for (const prefix of ['+', ...international]) found.add(prefix + plan.countryCode + national);
    if (plan === home) found.add(plan.trunkPrefix + national);
    if (plan === home && plan.trunkPrefix !== '0') found.add(national);
  }
  return [...found];
}

function matches(digits: string, pattern: string): boolean {
  return new RegExp(`^(?:${pattern})`).test(digits);
}

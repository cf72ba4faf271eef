/**
 * May this number be dialled? One gate that every call passes, whoever asked (DESIGN law 9): a flow, a person, an AI.
 * Pure: the caller tells the time and how many calls there were.
 */
import { COSTLY_COUNTRY_CODES, EMERGENCY_ANYWHERE, EMERGENCY_EVERYWHERE, NUMBER_PLANS } from './number-plans';
import type { NumberPlan } from './number-plans';
import { readDialTarget } from './phone-number';

export interface NumberPolicy {
  /** ISO 3166 country of the line, for example "US" or "DE"; "" when not set. */
  readonly country: string;
  /** Prefixes or whole numbers that may be called, premium ones included. When not empty, nothing else may. */
  readonly allow: readonly string[];
  /** Prefixes or whole numbers never called. */
  readonly deny: readonly string[];
  readonly allowPremium: boolean;
}

export type PolicyVerdict =
  | { readonly allowed: true; readonly target: string }
  | {
      readonly allowed: false;
      readonly code: 'invalid' | 'emergency' | 'premium' | 'denied' | 'not-allowed';
      readonly message: string;
    };

/** Verdict on what was typed as "to"; `target` is what to hand to the SIP account. */
export function judgeNumber(typed: string, policy: NumberPolicy): PolicyVerdict {
  const target = readDialTarget(typed);
  if (target.kind === 'invalid') return { allowed: false, code: 'invalid', message: target.message };
  const allowed = { allowed: true, target: target.kind === 'uri' ? target.uri : target.number } as const;
  const written = target.kind === 'uri' ? target.uri : target.number;
  const number = target.number ?? written;
  const plan = NUMBER_PLANS[policy.country.toUpperCase()];

  if (isEmergency(number, plan)) {
    return {
      allowed: false,
      code: 'emergency',
      message:
        `${number} reaches emergency services; Hold Slayer never calls them. Use a telephone.` +
        (plan ? '' : ' If this is an extension of your own, set the country in the gateway so that it can tell.'),
    };
  }
  const forms = writings(number, plan);
  if (matches(forms, policy.deny)) {
    return { allowed: false, code: 'denied', message: `${number} is on the deny list of the gateway.` };
  }
  if (policy.allow.length > 0) {
    if (matches(forms, policy.allow)) return allowed;
    return {
      allowed: false,
      code: 'not-allowed',
      message: `${number} is not on the allow list of the gateway. Add it there, or empty the list.`,
    };
  }
  if (!policy.allowPremium && isPremium(number, plan)) {
    return {
      allowed: false,
      code: 'premium',
      message: `${number} looks like a premium-rate number. To call it all the same, allow premium numbers in the gateway.`,
    };
  }
  return allowed;
}

function isEmergency(number: string, plan: NumberPlan | undefined): boolean {
  const list = plan ? [...EMERGENCY_EVERYWHERE, ...plan.emergency] : EMERGENCY_ANYWHERE;
  const national =
    plan && stripStart(number, [`+${plan.countryCode}`, plan.internationalPrefix + plan.countryCode, plan.trunkPrefix]);
  // "9911", "0112": the habit of dialling for an outside line first.
  const candidates = [number, national ?? number].flatMap((n) => [n, n.replace(/^[09](?=\d{3,}$)/, '')]);
  return candidates.some((candidate) => list.includes(candidate));
}

function isPremium(number: string, plan: NumberPlan | undefined): boolean {
  const e164 = internationalForm(number, plan);
  if (e164 !== null) {
    if (COSTLY_COUNTRY_CODES.some((code) => e164.startsWith(code))) return true;
    const home = plan && e164.startsWith(plan.countryCode) ? plan : planOf(e164);
    return home ? startsWithAny(e164.slice(home.countryCode.length), home.premium) : false;
  }
  return (plan?.premiumShort ?? []).some((code) => new RegExp(`^${code}$`).test(number));
}

/** The number as E.164 digits without the plus; null for extensions and short codes. */
function internationalForm(number: string, plan: NumberPlan | undefined): string | null {
  if (number.startsWith('+')) return number.slice(1);
  if (!/^\d+$/.test(number)) return null;
  const prefix = plan?.internationalPrefix ?? '00';
  if (number.startsWith(prefix) && number.length > prefix.length + 6) return number.slice(prefix.length);
  if (!plan) return null;
  if (plan.trunkPrefix !== '' && number.startsWith(plan.trunkPrefix) && number.length >= 8) {
    return plan.countryCode + number.slice(plan.trunkPrefix.length);
  }
  // North American and closed numbering plans dial national numbers bare.
  const bareNational = plan.countryCode === '1' ? number.length === 10 : plan.trunkPrefix === '' && number.length >= 8;
  return bareNational ? plan.countryCode + number : null;
}

function planOf(e164: string): NumberPlan | undefined {
  return Object.values(NUMBER_PLANS).find((candidate) => e164.startsWith(candidate.countryCode));
}

function startsWithAny(number: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => new RegExp(`^${prefix}`).test(number));
}

/** All the ways the same number is written, so that a list entry matches whichever way was dialled. */
function writings(number: string, plan: NumberPlan | undefined): readonly string[] {
  const e164 = internationalForm(number, plan);
  return e164 === null ? [number] : [number, `+${e164}`];
}

function matches(forms: readonly string[], list: readonly string[]): boolean {
  return list.some((entry) => {
    const target = readDialTarget(entry);
    const prefix = target.kind === 'invalid' ? entry : target.kind === 'uri' ? target.uri : target.number;
    return forms.some((form) => form.startsWith(prefix));
  });
}

function stripStart(text: string, starts: readonly string[]): string | undefined {
  const start = starts.find((candidate) => text.startsWith(candidate));
  return start === undefined ? undefined : text.slice(start.length);
}

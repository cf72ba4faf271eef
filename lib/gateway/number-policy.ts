/**
 * May this number be dialled? One gate that every call passes, whoever asked (DESIGN law 9): a flow, a person, an AI.
 * Pure: the caller tells the time and how many calls there were.
 */
import { coveredByAllow, isDenied, isDevice, isForeign, numberStart, userOf } from './number-lists';
import { EMERGENCY_ANYWHERE, EMERGENCY_EVERYWHERE, planOfCountry } from './number-plans';
import type { NumberPlan } from './number-plans';
import { isPremiumReading, nationalNumbers, readingsOf } from './number-readings';
import { programsTheLine } from './number-service-codes';
import { isNumber, readDialTarget } from './phone-number';

export interface NumberPolicy {
  /** ISO 3166 country of the line, for example "US" or "DE"; "" when not set: the numbers of all countries apply. */
  readonly country: string;
  /**
   * Prefixes, whole numbers or SIP URIs that may be called; when not empty, nothing else may. A premium number is
   * opened only by an entry that is itself a premium prefix ("0900", not "0"). Numbers hold at the home domain; other
   * hosts need a URI ("sip:acme@pbx.example", or "sip:pbx.example" for all of the host).
   */
  readonly allow: readonly string[];
  /** Prefixes, whole numbers or SIP URIs never called. */
  readonly deny: readonly string[];
  readonly allowPremium: boolean;
}

/** What the policy cannot know of itself. */
export interface NumberSurroundings {
  /** The account's domain, host[:port]. Without it every SIP URI is at a foreign host. */
  readonly homeDomain?: string;
  /** Addresses of the user's own devices: exempt from the allow list, from nothing else. */
  readonly devices?: readonly string[];
}

export type PolicyVerdict =
  | { readonly allowed: true; readonly target: string }
  | {
      readonly allowed: false;
      readonly code: 'invalid' | 'emergency' | 'premium' | 'denied' | 'not-allowed';
      readonly message: string;
    };

/** Verdict on what was typed as "to"; `target` is what to hand to the SIP account. */
export function judgeNumber(typed: string, policy: NumberPolicy, surroundings: NumberSurroundings = {}): PolicyVerdict {
  const target = readDialTarget(typed);
  if (target.kind === 'invalid') return { allowed: false, code: 'invalid', message: target.message };
  const home = planOfCountry(policy.country);
  const place = { home, homeDomain: surroundings.homeDomain ?? '' };
  const user = userOf(target);
  const written = target.kind === 'uri' ? target.uri : user;
  const readings = dialledForms(user).flatMap((form) => readingsOf(form, home));

  if (readings.some((reading) => isEmergency(reading, home))) {
    const hint = home ? '' : ' If this is a number of your own, set the country in the gateway so that it can tell.';
    return {
      allowed: false,
      code: 'emergency',
      message: `${written} reaches emergency services; Hold Slayer never calls them. Use a telephone.${hint}`,
    };
  }
  if (isNumber(user) && programsTheLine(user, home === undefined || home.countryCode === '1')) {
    return {
      allowed: false,
      code: 'invalid',
      message: `${written} is a code that sets up the line (such as call forwarding), not a number to call. Dial it on a telephone.`,
    };
  }
  if (isDenied(target, policy.deny, place)) {
    return { allowed: false, code: 'denied', message: `${written} is on the deny list of the gateway.` };
  }
  const covering = coveredByAllow(target, policy.allow, place);
  if (policy.allow.length > 0 && covering.length === 0 && !isDevice(target, surroundings.devices ?? [], place)) {
    const add = isForeign(target, place.homeDomain) ? `Add ${written} as a SIP URI` : 'Add it there';
    return {
      allowed: false,
      code: 'not-allowed',
      message: `${written} is not on the allow list of the gateway. ${add}, or empty the list.`,
    };
  }
  const opened = policy.allowPremium || covering.some((entry) => opensPremium(entry, user, home));
  if (!opened && readings.some((reading) => isPremiumReading(reading, home))) {
    const hint = home ? '' : ' If it is an ordinary number where you are, set the country in the gateway.';
    return {
      allowed: false,
      code: 'premium',
      message: `${written} looks like a premium-rate number. To call it all the same, allow premium numbers in the gateway.${hint}`,
    };
  }
  return { allowed: true, target: written };
}

/**
 * The numbers in what is dialled: none in a plain name. A name that starts like a number ("911a", "1-900-HOTLINE") is
 * judged by its digits and as spelled on a keypad, since a PBX may read it so.
 */
function dialledForms(user: string): readonly string[] {
  if (isNumber(user)) return [user];
  if (!/^[+\d]|^[A-D][\dA-D]*$/i.test(user)) return [];
  const keypad = user.toUpperCase().replace(/[A-Z]/g, (letter) => KEYPAD[letter.charCodeAt(0) - 65]!);
  const leading = /^\+?[\d.-]+/.exec(user)?.[0] ?? '';
  return [user, keypad, leading].map((form) => form.replace(/(?!^\+)\D/g, '')).filter((form) => form !== '');
}

/** Digits of the letters A to Z (ITU-T E.161). */
const KEYPAD = '22233344455566677778889999';

function isEmergency(reading: string, home: NumberPlan | undefined): boolean {
  const numbers = home ? [...EMERGENCY_EVERYWHERE, ...home.emergency] : EMERGENCY_ANYWHERE;
  // "9911", "0112", "00112": the habit of dialling for an outside line first.
  const digits = reading.replace(/^\+/, '');
  const bare = [0, 1, 2]
    .filter((length) => /^[09]*$/.test(digits.slice(0, length)))
    .map((length) => digits.slice(length));
  if (bare.some((number) => numbers.includes(number))) return true;
  if (!reading.startsWith('+')) return false;
  return nationalNumbers(reading, home).some(
    ({ plan, national }) => EMERGENCY_EVERYWHERE.includes(national) || plan.emergency.includes(national),
  );
}

/** The entry is the whole number, or no number under it is anything but premium. */
function opensPremium(entry: string, user: string, home: NumberPlan | undefined): boolean {
  const listed = readDialTarget(entry);
  if (listed.kind === 'uri') return listed.user === user;
  const start = numberStart(entry, home);
  if (start === null || start === user) return true;
  // Whatever follows the entry, it is premium: two unlike endings tell.
  return ['5', '2'].every((digit) =>
    readingsOf(start.padEnd(11, digit), home).some((reading) => isPremiumReading(reading, home)),
  );
}

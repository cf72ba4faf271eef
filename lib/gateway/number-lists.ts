/** Does an entry of the allow list, the deny list or the devices stand for what is to be called? Pure. */
import { readingsOf, writingsOf } from './number-readings';
import type { NumberPlan } from './number-plans';
import { compactNumber, isNumber, readDialTarget } from './phone-number';
import type { DialTarget, UriTarget } from './phone-number';

export interface Place {
  readonly home: NumberPlan | undefined;
  /** The account's domain, host[:port]; "" when not known. */
  readonly homeDomain: string;
}

type Callable = Exclude<DialTarget, { kind: 'invalid' }>;

/** A URI at the account's own domain is the number or name before the "@". */
export function isForeign(target: Callable, homeDomain: string): boolean {
  if (target.kind !== 'uri') return false;
  const domain = readDialTarget(`sip:${homeDomain.replace(/^sips?:/i, '')}`);
  if (domain.kind !== 'uri' || domain.host !== target.host) return true;
  return target.port !== undefined && target.port !== (domain.port ?? usualPort(target));
}

/** What stands before the "@", or the whole of it. */
export function userOf(target: Callable): string {
  if (target.kind === 'uri') return target.user ?? '';
  return target.kind === 'name' ? target.name : target.number;
}

/** Whole and exact: the device's own address. */
export function isDevice(target: Callable, devices: readonly string[], place: Place): boolean {
  return devices.some((address) => {
    const device = readDialTarget(address);
    if (device.kind === 'invalid') return false;
    if (isForeign(target, place.homeDomain) || isForeign(device, place.homeDomain)) return sameUri(target, device);
    const user = userOf(device);
    return user !== '' && user === userOf(target);
  });
}

/** The entries that cover it. */
export function coveredByAllow(target: Callable, list: readonly string[], place: Place): readonly string[] {
  const user = userOf(target);
  return list.filter((entry) => {
    const read = readDialTarget(entry);
    if (read.kind === 'uri' && isForeign(read, place.homeDomain)) return uriCovers(read, target);
    if (isForeign(target, place.homeDomain)) return false;
    if (read.kind === 'uri') return read.user === null || sameUser(read.user, user, place);
    if (!isNumber(user)) return read.kind === 'name' && read.name === user;
    const start = numberStart(entry, place.home);
    return start !== null && writingsOf(user, place.home).some((writing) => writing.startsWith(start));
  });
}

/** Wider than the allow list: every number the line may make of it counts, at any host. */
export function isDenied(target: Callable, list: readonly string[], place: Place): boolean {
  const user = userOf(target);
  const own = isNumber(user) ? writingsOf(user, place.home) : [user];
  // "001511234567": a number in America, or 0 for an outside line and a German mobile; here the doubt counts.
  const dialled = user.startsWith('00') ? [user, user.slice(1)] : [user];
  const possible = (isNumber(user) ? dialled : [])
    .flatMap((form) => readingsOf(form, place.home))
    .flatMap((reading) => writingsOf(reading, place.home));
  return list.some((entry) => {
    const read = readDialTarget(entry);
    if (read.kind === 'uri') {
      if (uriCovers(read, target)) return true;
      const bothHome = !isForeign(read, place.homeDomain) && !isForeign(target, place.homeDomain);
      return bothHome && read.user !== null && sameUser(read.user, user, place);
    }
    if (read.kind === 'name') return read.name.toLowerCase() === user.toLowerCase();
    const start = numberStart(entry, place.home);
    if (start === null) return false;
    // Below three digits an entry would meet half of all numbers once a digit is taken off.
    return [...own, ...(start.length >= 3 ? possible : [])].some((writing) => writing.startsWith(start));
  });
}

/** The start of numbers that an entry stands for, digits only; null when it is not a number. */
export function numberStart(entry: string, home: NumberPlan | undefined): string | null {
  const compact = compactNumber(
    entry
      .normalize('NFKC')
      .replace(/\p{Cf}/gu, '')
      .trim()
      .replace(/^tel:/i, '')
      .replace(/;.*$/s, ''),
  );
  if (compact === '+') return compact;
  if (!isNumber(compact)) return null;
  // "0900*" means "0900 and whatever follows".
  const start = compact.replace(/^(\+?\d+)\*$/, '$1');
  if (home?.trunkPrefix !== '0') return start;
  const trunkLeftIn = `+${home.countryCode}0`;
  return start.startsWith(trunkLeftIn) ? `+${home.countryCode}${start.slice(trunkLeftIn.length)}` : start;
}

function sameUser(listed: string, user: string, { home }: Place): boolean {
  if (!isNumber(listed) || !isNumber(user)) return listed === user;
  return writingsOf(user, home).includes(listed);
}

/** An entry without a user part covers the whole host. */
function uriCovers(entry: UriTarget, target: Callable): boolean {
  if (target.kind !== 'uri' || entry.host !== target.host) return false;
  if (entry.user === null) return entry.port === undefined || portOf(entry) === portOf(target);
  return entry.user === target.user && portOf(entry) === portOf(target);
}

function sameUri(one: Callable, other: Callable): boolean {
  return (
    one.kind === 'uri' &&
    other.kind === 'uri' &&
    one.host === other.host &&
    one.user === other.user &&
    portOf(one) === portOf(other)
  );
}

function portOf(target: UriTarget): number {
  return target.port ?? usualPort(target);
}

function usualPort(target: UriTarget): number {
  return target.uri.startsWith('sips:') ? 5061 : 5060;
}

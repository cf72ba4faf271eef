/**
 * Codes that program the line or ask the network for something, instead of placing a call. Call forwarding set by such
 * a code sends other people's calls to any number at the owner's cost, long after Hold Slayer has hung up. Pure.
 * Sources: 3GPP TS 22.030 (mobile and ETSI fixed lines), the North American vertical service codes, FRITZ!Box manual.
 */

/** Call diversion, barring, passwords; with or without an argument. */
const SUPPLEMENTARY = '(?:21|22|24|26|28|61|62|67|002|004|03|03\\d|04|05|06|33|330|331|332|333|35|351|353|37|40)';

/** Forwarding and speed-dial codes of North America and of Asterisk-like PBXs. */
const VERTICAL = '(?:63|68|71|72|73|74|75|83|90|91|92|93|52|53)';

const PROGRAMMING: readonly RegExp[] = [
  // "*21*number#", "**61*number*20#", "#96*5*": code and argument between stars.
  /^[*#]{1,3}\d{1,4}\*/,
  // "*21#", "#21#", "##002#", "*#21#", "*100#": nothing is called.
  /^[*#]{1,3}\d{1,4}#$/,
  /^(?:\*#|##)/,
  new RegExp(`^[*#]{1,2}${SUPPLEMENTARY}#`),
  // "*72 number"; rotary phones: "1172 number".
  new RegExp(`^[*#]${VERTICAL}(?:\\d{3,}|\\*|#|$)`),
];

const ROTARY_FORWARDING = /^11(?:72|73|74|75|90|92)\d{7,}$/;

export function programsTheLine(dialled: string, northAmerica: boolean): boolean {
  return PROGRAMMING.some((code) => code.test(dialled)) || (northAmerica && ROTARY_FORWARDING.test(dialled));
}

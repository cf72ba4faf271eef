/** Every writing that the reviewers or we could think of, made by rule: none of them reaches a costly or emergency number. */
import assert from 'node:assert/strict';
import { judgeNumber } from '../../../lib/gateway/number-policy';
import { NUMBER_PLANS } from '../../../lib/gateway/number-plans';

const judge = (typed: string, country: string): string => {
  const verdict = judgeNumber(
    typed,
    { country, allow: [], deny: [], allowPremium: false },
    { homeDomain: 'pbx.example' },
  );
  return verdict.allowed ? 'allowed' : verdict.code;
};

/** As dialled at home; `international` without the plus. */
const PREMIUM = [
  {
    country: 'US',
    national: ['19005551234', '9005551234', '12129761234', '18765550100'],
    international: '19005551234',
  },
  { country: 'CA', national: ['19005551234'], international: '19005551234' },
  { country: 'GB', national: ['09098790000', '08711234567', '07012345678'], international: '449098790000' },
  { country: 'IE', national: ['1520123456'], international: '3531520123456' },
  { country: 'DE', national: ['09001234567', '01371234567', '0900123', '0137123'], international: '499001234567' },
  { country: 'AT', national: ['0900123456', '0930123456'], international: '43900123456' },
  { country: 'CH', national: ['0900123456', '0901123456', '0906123456'], international: '41900123456' },
  { country: 'FR', national: ['0899123456', '0892123456'], international: '33899123456' },
  { country: 'BE', national: ['090312345'], international: '3290312345' },
  { country: 'NL', national: ['09001234', '09061234'], international: '319061234' },
  { country: 'ES', national: ['803123456', '806123456', '905123456'], international: '34806123456' },
  { country: 'IT', national: ['899123456', '892123', '166123456'], international: '39899123456' },
  { country: 'PT', national: ['601123456', '760123456'], international: '351601123456' },
  { country: 'PL', national: ['701234567'], international: '48701234567' },
  { country: 'SE', national: ['0900123456', '0939123456'], international: '46900123456' },
  { country: 'FI', national: ['060012345'], international: '35860012345' },
  { country: 'AU', national: ['1900123456'], international: '611900123456' },
] as const;

const FEATURE_CODES = ['*31#', '#31#', '*121#', '*67', '*82', '*31#*121#', '*67 '];
const CARRIERS: Readonly<Record<string, readonly string[]>> = { DE: ['01033', '010033'], US: ['1010321'] };

function separated(digits: string): readonly string[] {
  const pairs = digits.replace(/\d{2}(?=\d)/g, '$& ');
  return [
    ...[digits, pairs, pairs.replaceAll(' ', '-'), pairs.replaceAll(' ', '.'), pairs.replaceAll(' ', '/')],
    ...[pairs.replaceAll(' ', '\u2011'), pairs.replaceAll(' ', '\u00a0'), pairs.replaceAll(' ', '\u200b')],
    ...[`(${digits.slice(0, 2)})${digits.slice(2)}`, `\u202d${digits}\u202c`, ` ${digits}\t`],
    digits.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
    digits.replace(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit))),
    digits.replace(/\d/g, (digit) => String.fromCodePoint(0x1d7d8 + Number(digit))),
    ...[`${digits}#`, `${digits}*`, `${digits.slice(0, 3)}*${digits.slice(3)}`, `${digits},,1`, `${digits};ext=1`],
  ];
}

function addressed(number: string): readonly string[] {
  const escaped = number.replace(/[\0-\x7f]/g, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return [
    ...[
      number,
      `tel:${number}`,
      `TEL:${number};phone-context=+1`,
      `sip:${number}@pbx.example`,
      `SIPS:${number}@PBX.example`,
    ],
    ...[`sip:${escaped}@pbx.example`, `sip:${number}@203.0.113.9:5062;transport=tcp`, `sip:${number}:x@pbx.example`],
    ...[`sip:${number};user=phone@pbx.example`, `sip:${number}@pbx.example?Subject=x`, `sip:${number},@pbx.example`],
    ...[
      `sip:${number}@pbx.example;x=@pbx.example`,
      `sip:${number.replaceAll('#', '%23')}@[2001:db8::1]`,
      `sip:${number}`,
    ],
  ];
}

function assertRefused(writings: readonly string[], country: string): void {
  for (const writing of writings) {
    for (const typed of addressed(writing)) {
      assert.notEqual(judge(typed, country), 'allowed', `${JSON.stringify(typed)} in ${country || 'no country'}`);
    }
  }
}

describe('writings of numbers', () => {
  for (const { country, national, international } of PREMIUM) {
    const { internationalPrefix, outsideLine, trunkPrefix, countryCode } = NUMBER_PLANS[country]!;
    // "0 899" cannot be told from a number in Salerno, nor "0 0903" from one in Turkey.
    const outside =
      country === 'IT' || country === 'BE' ? [] : outsideLine.map((digit) => (number: string) => digit + number);
    it(`never allows a premium number of ${country}, however it is written`, () => {
      for (const home of [country, '']) {
        for (const number of national) {
          assertRefused(separated(number), home);
          assertRefused(
            FEATURE_CODES.map((code) => code + number),
            home,
          );
          assertRefused(
            [...outside.map((dial) => dial(number)), ...(CARRIERS[country] ?? []).map((c) => c + number)],
            home,
          );
          assertRefused(
            outside.map((dial) => `*31#${dial(number)}`),
            home,
          );
        }
      }
    });
    it(`never allows a premium number of ${country} from anywhere`, () => {
      const rest = international.slice(countryCode.length);
      for (const home of [country, '', 'US', 'GB', 'DE', 'ES', 'AU']) {
        const prefixes = ['+', '00', NUMBER_PLANS[home]?.internationalPrefix ?? internationalPrefix];
        assertRefused(
          prefixes.map((prefix) => prefix + international),
          home,
        );
        assertRefused(
          separated(rest).map((text) => `+${countryCode} ${text}`),
          home,
        );
        assertRefused([`+(${countryCode}) ${rest}`, `*31#+${international}`], home);
        if (trunkPrefix !== '') assertRefused([`+${countryCode} (0) ${rest}`], home);
        if (trunkPrefix === '0') assertRefused([`+${countryCode}0${rest}`, `00${countryCode} 0${rest}`], home);
      }
    });
  }

  for (const country of [...Object.keys(NUMBER_PLANS), '']) {
    it(`never allows an emergency number in ${country || 'no country'}, however it is written`, () => {
      const plans = country === '' ? Object.values(NUMBER_PLANS) : [NUMBER_PLANS[country]!];
      const numbers = new Set(['112', '911', '999', ...plans.flatMap((plan) => plan.emergency)]);
      // In Belgium only: the first extensions of every small office.
      if (country === '') for (const usual of ['100', '101']) numbers.delete(usual);
      for (const number of numbers) {
        const { countryCode } = plans[0]!;
        const dialled = [
          ...separated(number),
          `9${number}`,
          `0${number}`,
          `9 ${number}`,
          `00${number}`,
          ...(country === '' ? [] : [`+${countryCode}${number}`]),
        ];
        assertRefused(
          [...dialled, ...FEATURE_CODES.map((code) => code + number), `+${number}`, `**${number}`],
          country,
        );
        assertRefused(
          FEATURE_CODES.map((code) => `${code}9${number}#`),
          country,
        );
      }
    });
  }

  it('never allows satellite, universal and international premium numbers', () => {
    for (const country of [...Object.keys(NUMBER_PLANS), '']) {
      for (const code of ['979', '870', '881', '882', '883', '878', '888', '808']) {
        const dial = NUMBER_PLANS[country]?.internationalPrefix ?? '00';
        assertRefused([`+${code}123456789`, `00${code}123456789`, `${dial}${code}123456789`], country);
      }
    }
  });

  const ORDINARY: Readonly<Record<string, readonly string[]>> = {
    US: ['+1 800 555 0199', '1-888-555-0123', '(212) 555-0100', '919-555-0142', '440 955 5010', '011 49 89 5550100'],
    GB: [
      '0800 496 0100',
      '0345 496 0100',
      '020 7946 0018',
      '01900 496010',
      '0161 496 0123',
      '0044 20 7946 0018',
      '0091 22 5550 0100',
    ],
    DE: [
      '0800 5550100',
      '0180 5 555010',
      '030 23125 000',
      '089 555 0100',
      '0911 5550100',
      '0049 40 5550100',
      '+49 (0)69 90009000',
      '001 212 555 0100',
    ],
    FR: ['01 99 00 12 34', '0800 910 100', '09 69 39 00 10', '3900', '+33 (0)4 65 71 01 23', '0825 123 456'],
    CH: ['0800 555 010', '0848 800 100', '044 555 01 00', '+41 (0)22 555 01 00', '031 555 01 00'],
    AT: ['0800 555010', '0810 555010', '01 5550100', '+43 (0)662 555010', '05 0555 0100'],
    ES: ['900 555 010', '902 555 010', '91 555 01 00', '+34 93 555 01 00', '0034 955 550 100'],
    IT: [
      '800 555 010',
      '06 6982 0100',
      '02 5550 0100',
      '089 955 0100',
      '0144 555010',
      '+39 011 555 0100',
      '199 555 010',
    ],
  };
  it('lets the numbers of ordinary companies through', () => {
    const all = Object.values(ORDINARY).flat();
    assert.ok(all.length >= 40);
    for (const [country, numbers] of Object.entries(ORDINARY)) {
      for (const number of numbers) assert.equal(judge(number, country), 'allowed', `${number} in ${country}`);
    }
  });
});

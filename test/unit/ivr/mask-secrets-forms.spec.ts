import assert from 'node:assert/strict';
import { maskSecrets, SecretMask } from '../../../lib/ivr/mask-secrets';

/** Random secrets, read back in every way at once: none may get through. */
let seed = 11;
const random = (): number => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
const upTo = (most: number): number => Math.floor(random() * most);
const number = (length: number): string => Array.from({ length }, () => upTo(10)).join('');
const each = (text: string, say: (character: string, index: number) => string): string =>
  Array.from(text, say).join(' ');

const ONES = 'zero one two three four five six seven eight nine'.split(' ');
const TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const GERMAN = 'null eins zwei drei vier fünf sechs sieben acht neun'.split(' ');
const FRENCH = 'zéro un deux trois quatre cinq six sept huit neuf'.split(' ');
const SPANISH = 'cero uno dos tres cuatro cinco seis siete ocho nueve'.split(' ');
const NATO = (
  'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo ' +
  'sierra tango uniform victor whiskey x-ray yankee zulu'
).split(' ');

function pair(two: string): string {
  const [tens, ones] = [Number(two[0]), Number(two[1])];
  if (tens === 0) return `oh ${ONES[ones]!}`;
  if (tens === 1) return TEENS[ones]!;
  return ones === 0 ? TENS[tens]! : `${TENS[tens]!} ${ONES[ones]!}`;
}

function inPairs(value: string): string {
  const first = value.length % 2 === 0 ? '' : `${ONES[Number(value[0])]!} `;
  return first + (value.slice(first === '' ? 0 : 1).match(/../g) ?? []).map(pair).join(' ');
}

function withOneWrong(value: string): string {
  const wrong = upTo(value.length);
  return each(value, (digit, index) => ONES[(Number(digit) + (index === wrong ? 1 + upTo(8) : 0)) % 10]!);
}

function withOneLost(value: string): string {
  const lost = upTo(value.length);
  return each(value.slice(0, lost) + value.slice(lost + 1), (digit) => ONES[Number(digit)]!);
}

const NUMBERS: Readonly<Record<string, (value: string) => string>> = {
  'digit by digit': (value) => each(value, (digit) => ONES[Number(digit)]!),
  'with oh': (value) => each(value, (digit) => (digit === '0' ? 'oh' : ONES[Number(digit)]!)),
  'in German': (value) => each(value, (digit) => GERMAN[Number(digit)]!),
  'in French': (value) => each(value, (digit) => FRENCH[Number(digit)]!),
  'in Spanish': (value) => each(value, (digit) => SPANISH[Number(digit)]!),
  'as figures': (value) => value,
  'as figures with dashes': (value) => value.replace(/(...)(?=.)/g, '$1-'),
  'in pairs': inPairs,
  doubled: (value) =>
    value.replace(/(\d)\1|\d/g, (same) => `${same.length === 2 ? 'double ' : ''}${ONES[Number(same[0])]!} `).trim(),
  'its last four': (value) => each(value.slice(-4), (digit) => ONES[Number(digit)]!),
  'with one digit wrong': withOneWrong,
  'with one digit lost': withOneLost,
};

const isDigit = (character: string): boolean => /\d/.test(character);
const letter = (character: string): string => NATO[character.charCodeAt(0) - 97]!;
const spelled = (value: string, say: (character: string) => string): string =>
  each(value, (character) => (isDigit(character) ? ONES[Number(character)]! : say(character)));

const CODES: Readonly<Record<string, (value: string) => string>> = {
  'as it stands': (value) => value.toUpperCase(),
  'in groups': (value) => value.toUpperCase().replace(/(..)(?=.)/g, '$1 '),
  spelled: (value) => spelled(value, (character) => character),
  'by the spelling alphabet': (value) => spelled(value, letter),
  'by examples': (value) => spelled(value, (character) => `${character} as in ${letter(character)}`),
  'its last four': (value) => spelled(value.slice(-4), (character) => character),
};

describe('masking random secrets', () => {
  for (const [form, say] of Object.entries(NUMBERS)) {
    it(`numbers ${form}`, () => {
      for (let time = 0; time < 60; time++) {
        const value = number(6 + upTo(9));
        const spoken = `you entered ${say(value)} is that correct`;
        assert.equal(maskSecrets(spoken, [value]), 'you entered [secret] is that correct', `${value}: ${spoken}`);
      }
    });
  }

  for (const [form, say] of Object.entries(CODES)) {
    it(`codes ${form}`, () => {
      for (let time = 0; time < 20; time++) {
        const value = Array.from({ length: 8 }, (_, index) =>
          index === 0 || random() < 0.5 ? String.fromCharCode(97 + upTo(26)) : String(upTo(10)),
        ).join('');
        if (!isDigit(value)) continue;
        const spoken = `your code is: ${say(value)}, correct?`;
        assert.equal(maskSecrets(spoken, [value]), 'your code is: [secret], correct?', `${value}: ${spoken}`);
      }
    });
  }

  it('numbers over several utterances: of no more than two digits is told', () => {
    for (let time = 0; time < 60; time++) {
      const value = number(6 + upTo(7));
      const mask = new SecretMask();
      mask.keep([value]);
      let shown = 0;
      for (let at = 0, utterance = 0; at < value.length; utterance++) {
        const length = 1 + upTo(4);
        const spoken = each(value.slice(at, at + length), (digit) => ONES[Number(digit)]!);
        const masked = mask.maskFinal(spoken, utterance * 3, utterance * 3 + 2);
        if (masked !== '[secret]') shown += masked.split(' ').length;
        at += length;
      }
      assert.ok(shown <= 2, value);
    }
  });
});

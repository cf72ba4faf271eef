/** Makes of a clean prompt what a telephone recogniser may return: no punctuation, numbers as words, homophones, split words. */

const DIGITS: Readonly<Record<string, readonly string[]>> = {
  en: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  de: ['null', 'eins', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'],
  fr: ['zéro', 'un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf'],
  es: ['cero', 'uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve'],
};

/** What recognisers write for a word now and then, each with the share of cases. */
const HEARD_AS: readonly (readonly [word: string, heard: string, share: number])[] = [
  ['two', 'to', 0.35],
  ['two', 'too', 0.1],
  ['four', 'for', 0.35],
  ['one', 'won', 0.15],
  ['eight', 'ate', 0.2],
  ['zero', 'oh', 0.15],
  ['pound', 'found', 0.05],
  ['billing', 'building', 0.05],
  ['press', 'pressed', 0.05],
  ['refill', 're fill', 0.3],
  ['payments', 'pay ments', 0.1],
  ['refund', 're fund', 0.2],
  ['roadside', 'road side', 0.4],
  ['account', 'a count', 0.08],
  ['online', 'on line', 0.3],
  ['prescription', 'pre scription', 0.15],
  ['website', 'web site', 0.3],
  ['invoice', 'in voice', 0.2],
  ['outage', 'out age', 0.2],
  ['voicemail', 'voice mail', 0.5],
];

/** A small repeatable random source (mulberry32), so that the file can be made again. */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function asHeard(prompt: string, language: 'en' | 'de' | 'fr' | 'es', random: () => number): string {
  const plain = prompt
    .toLowerCase()
    .replace(/[’']/g, language === 'en' ? "'" : ' ')
    .replace(/\d/g, (digit) => ` ${DIGITS[language]![Number(digit)]!} `)
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
  if (language !== 'en') return plain;
  return plain
    .split(' ')
    .map((word) => {
      for (const [written, heard, share] of HEARD_AS) if (word === written && random() < share) return heard;
      return word;
    })
    .join(' ');
}

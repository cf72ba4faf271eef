/**
 * Whether a recogniser may have made one word of another: "police" of "claims". Compared by kinds of consonants, which
 * survive a telephone line better than single sounds do; vowels and soft consonants are left out.
 */

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/(ph|th)/g, 'f'],
  [/(sch|tch|sh|ch|[sz]+|c(?=[eiy])|j)/g, 's'],
  [/x/g, 'ks'],
  [/[aeiouyhw]+/g, ' '],
  [/[pbtdkgcq]+/g, 'k'],
  [/[fv]+/g, 'f'],
  [/[mn]+/g, 'm'],
  [/[lr]+/g, 'l'],
  [/ /g, ''],
];
/** Fewer consonants are alike by chance. */
const LEAST_KINDS = 3;
const PUT_OR_LOST = 1;
const REPLACED = 1.5;
const ALIKE = 1;

/** Lower case, without accents. */
export function soundAlike(a: string, b: string): boolean {
  const [one, other] = [kindsOf(a), kindsOf(b)];
  if (Math.min(one.length, other.length) < LEAST_KINDS) return false;
  return distance(one, other) <= ALIKE;
}

const kindsOf = (word: string): string => KINDS.reduce((text, [pattern, kind]) => text.replace(pattern, kind), word);

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index * PUT_OR_LOST);
  for (let i = 1; i <= a.length; i++) {
    const next = [i * PUT_OR_LOST];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : REPLACED);
      next.push(Math.min(row[j]! + PUT_OR_LOST, next[j - 1]! + PUT_OR_LOST, replaced));
    }
    row = next;
  }
  return row[b.length]!;
}

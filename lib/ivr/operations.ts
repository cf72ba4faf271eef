/** Which operation a goal or an option speaks of (new, change, cancel, ...), and whether the two go together. */
import { OPERATION_WORDS, OPPOSED, VERB_COMES, type Operation } from './lexicon/operations';

export type { Operation } from './lexicon/operations';

/** `neither`: one of them names no operation, or they are different, but may be served together. */
export type OperationFit = 'same' | 'opposed' | 'neither';

interface Lookup {
  readonly words: ReadonlySet<string>;
  readonly prefixes: readonly string[];
  readonly verbs: ReadonlySet<string>;
  readonly phrases: readonly (readonly string[])[];
}

const split = (text: string): string[] => text.split(' ').filter((word) => word !== '');

const LOOKUPS: readonly (readonly [Operation, ReadonlyMap<string, Lookup>])[] = Object.entries(OPERATION_WORDS).map(
  ([operation, byLanguage]) => [
    operation as Operation,
    new Map(
      Object.entries(byLanguage).map(([language, { words, verbs, phrases }]) => [
        language,
        {
          words: new Set(split(words).filter((word) => !word.endsWith('*'))),
          prefixes: split(words).flatMap((word) => (word.endsWith('*') ? [word.slice(0, -1)] : [])),
          verbs: new Set(split(verbs)),
          phrases: phrases.map(split),
        },
      ]),
    ),
  ],
);

/** `words`: lower case, without accents (tokens.ts). `languages`: ISO 639-1. */
export function operationsIn(words: readonly string[], languages: readonly string[]): ReadonlySet<Operation> {
  const found = new Set<Operation>();
  for (const [operation, byLanguage] of LOOKUPS) {
    for (const language of languages) {
      const lookup = byLanguage.get(language);
      if (lookup !== undefined && isSpokenOf(lookup, words)) found.add(operation);
    }
  }
  // "Make a payment", "set up a change": what is made is the operation.
  if (found.has('new') && !words.some((word) => NEW_THING.has(word)) && found.size > 1) found.delete('new');
  return found;
}

/** These say "new" whatever else is said. */
const NEW_THING: ReadonlySet<string> = new Set(
  'new first become neu neue neuen neuer neues nouveau nouvelle nouveaux nouvelles nuevo nueva nuevos nuevas'.split(
    ' ',
  ),
);

const OWNED: ReadonlySet<string> = new Set(
  'my our your the this meine meiner unsere mon ma notre mi nuestro'.split(' '),
);

function isSpokenOf({ words, prefixes, verbs, phrases }: Lookup, said: readonly string[]): boolean {
  return said.some((word, at) => {
    // "My new glasses" are there already.
    if (NEW_THING.has(word) && OWNED.has(said[at - 1] ?? '')) return false;
    if (words.has(word) || prefixes.some((prefix) => word.startsWith(prefix))) return true;
    if (verbs.has(word) && (at === 0 || VERB_COMES.has(said[at - 1]!))) return true;
    return phrases.some((phrase) => phrase.every((part, index) => said[at + index] === part));
  });
}

export function fitOf(wanted: ReadonlySet<Operation>, offered: ReadonlySet<Operation>): OperationFit {
  if (wanted.size === 0 || offered.size === 0) return 'neither';
  if ([...wanted].some((operation) => offered.has(operation))) return 'same';
  return [...offered].every((operation) => [...wanted].some((other) => OPPOSED[other].includes(operation)))
    ? 'opposed'
    : 'neither';
}

/** A prompt heard twice by a recogniser that missed something each time, as one text. */
import { understand } from './understand';

/** `later`, and the options that only `earlier` has. */
export function mergeHearings(earlier: string, later: string): string {
  const known = new Set(understand(later).options.map(({ keys }) => keys));
  const missed = understand(earlier).options.filter(
    ({ keys, kind, text }) => kind === 'choice' && keys !== '' && text !== '' && !known.has(keys),
  );
  if (missed.length === 0) return later;
  const sentences = missed.map(({ keys, text }) => {
    const opened = /^(for|to|if|when)\b/.test(text) ? text : `for ${text}`;
    return `${opened}, press ${keys}.`;
  });
  return `${later}. ${sentences.join(' ')}`;
}

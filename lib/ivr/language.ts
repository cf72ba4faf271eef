/** Which language a text is in, told by its small words. */
import { LANGUAGE_MARKERS } from './lexicon/grammar';

/** ISO 639-1; English when nothing tells. */
export function languageOf(words: readonly string[]): string {
  let best = { language: 'en', count: 0 };
  for (const [language, markers] of Object.entries(LANGUAGE_MARKERS)) {
    const count = words.filter((word) => markers.has(word)).length;
    if (count > best.count) best = { language, count };
  }
  return best.language;
}

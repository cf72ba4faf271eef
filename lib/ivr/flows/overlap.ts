/** Where two word sequences say the same, word errors allowed: local alignment (Smith and Waterman, 1981), by weight. */
import { wordLikeness, type PromptWords } from './prompt-words';

export interface Overlap {
  /** 0 to 1: what the common part weighs, errors deducted, against the lighter of the two sequences. */
  readonly ratio: number;
  /** 0 to 1: the same against the heavier one. */
  readonly mutual: number;
  /** Weight of the common part, errors deducted. */
  readonly weight: number;
  /** Word indexes of the common part, `to` exclusive; empty when there is none. */
  readonly heardFrom: number;
  readonly heardTo: number;
  readonly knownFrom: number;
  readonly knownTo: number;
}

/** A word heard as another one, and a word lost or put in, cost these shares of the word's weight. */
const REPLACED = 0.2;
const LOST = 0.12;

interface Cell {
  score: number;
  heardFrom: number;
  knownFrom: number;
}

export function overlap(heard: PromptWords, known: PromptWords): Overlap {
  const likeness = likenessTable(heard, known);
  const width = known.words.length + 1;
  let row: Cell[] = Array.from({ length: width }, (_, j) => ({ score: 0, heardFrom: 0, knownFrom: j }));
  let best = { score: 0, heardFrom: 0, heardTo: 0, knownFrom: 0, knownTo: 0 };
  for (let i = 1; i <= heard.words.length; i++) {
    const next: Cell[] = [{ score: 0, heardFrom: i, knownFrom: 0 }];
    const heardWeight = heard.weights[i - 1]!;
    for (let j = 1; j < width; j++) {
      const knownWeight = known.weights[j - 1]!;
      const like = likeness(i - 1, j - 1);
      const diagonal = row[j - 1]!;
      let from = diagonal;
      let score =
        diagonal.score +
        (like > 0 ? ((heardWeight + knownWeight) / 2) * like : -REPLACED * Math.max(heardWeight, knownWeight));
      const put = row[j]!.score - LOST * heardWeight;
      if (put > score) {
        score = put;
        from = row[j]!;
      }
      const lost = next[j - 1]!.score - LOST * knownWeight;
      if (lost > score) {
        score = lost;
        from = next[j - 1]!;
      }
      if (score <= 0) next.push({ score: 0, heardFrom: i, knownFrom: j });
      else next.push({ score, heardFrom: from.heardFrom, knownFrom: from.knownFrom });
      if (score > best.score) {
        best = { score, heardFrom: from.heardFrom, heardTo: i, knownFrom: from.knownFrom, knownTo: j };
      }
    }
    row = next;
  }
  const lighter = Math.min(heard.weight, known.weight);
  const heavier = Math.max(heard.weight, known.weight);
  const { score, ...range } = best;
  return {
    ratio: lighter === 0 ? 0 : Math.min(1, score / lighter),
    mutual: heavier === 0 ? 0 : Math.min(1, score / heavier),
    weight: score,
    ...range,
  };
}

/** Words come again and again: each pair of different words is compared once. */
function likenessTable(heard: PromptWords, known: PromptWords): (i: number, j: number) => number {
  const heardIds = distinct(heard.words);
  const knownIds = distinct(known.words);
  const table = new Float32Array(heardIds.words.length * knownIds.words.length).fill(-1);
  return (i, j) => {
    const a = heardIds.ids[i]!;
    const b = knownIds.ids[j]!;
    const place = a * knownIds.words.length + b;
    let like = table[place]!;
    if (like < 0) {
      like = wordLikeness(heardIds.words[a]!, knownIds.words[b]!);
      table[place] = like;
    }
    return like;
  };
}

function distinct(words: readonly string[]): { readonly words: readonly string[]; readonly ids: readonly number[] } {
  const ids = new Map<string, number>();
  const each = words.map((word) => {
    const id = ids.get(word) ?? ids.size;
    ids.set(word, id);
    return id;
  });
  return { words: [...ids.keys()], ids: each };
}

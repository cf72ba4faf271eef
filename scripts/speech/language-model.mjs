/**
 * Writes the recogniser's language model (ARPA trigram) and its dictionary from our own texts in corpus/ mixed with a
 * pruned general English model. The same inputs give the same files.
 *
 *   node scripts/speech/language-model.mjs OUT_FOLDER GENERAL_MODEL.arpa CMUDICT.dict
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [outFolder, generalFile, dictionaryFile] = process.argv.slice(2);
const corpus = path.join(path.dirname(fileURLToPath(import.meta.url)), 'corpus');
/** Share of the general model in the mixture: menus name things that no list of ours holds. */
const GENERAL_SHARE = Number(process.env.GENERAL_SHARE ?? 0.3);
const VOCABULARY = Number(process.env.VOCABULARY ?? 9000);
/** After these comes a key, and hardly ever anything that general English would say. */
const ORDERS = new Set(['press', 'dial', 'oprima', 'marque', 'presione']);
const ORDER_SHARE = 0.02;
/** How often a sentence is followed by another without a pause, against once with one. */
const JOINS = 2;
/** The files of sentences. */
const CORPUS = ['templates.txt', 'people.txt', 'trades.txt'];
const GENERAL_BIGRAMS = Number(process.env.GENERAL_BIGRAMS ?? 80_000);
const SAMPLES_PER_WEIGHT = 90;
const KEYS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'zero'];
const DIGITS = [...KEYS, 'oh'];

// The dictionary: word -> pronunciations.
const pronunciations = new Map();
for (const line of readFileSync(dictionaryFile, 'utf8').split('\n')) {
  const [entry, ...phones] = line.trim().split(/\s+/);
  if (!entry) continue;
  const word = entry.replace(/\(\d+\)$/, '');
  const list = pronunciations.get(word) ?? [];
  list.push(phones.join(' '));
  pronunciations.set(word, list);
}

let seed = 20_261_122;
function random() {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}
const pick = (list) => list[Math.floor(random() * list.length)];
const lines = (name) =>
  readFileSync(path.join(corpus, name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() && !line.startsWith('#'));

// What it lacks.
for (const line of lines('pronunciations.txt')) {
  const [word, ...phones] = line.split(/\s+/);
  const list = pronunciations.get(word) ?? [];
  if (!list.includes(phones.join(' '))) list.push(phones.join(' '));
  pronunciations.set(word, list);
}

const slots = new Map(
  lines('slots.txt').map((line) => [
    line.slice(0, line.indexOf(':')),
    line
      .slice(line.indexOf(':') + 1)
      .split('|')
      .map((s) => s.trim()),
  ]),
);
slots.set('topic', lines('topics.txt'));
/** A key may be any of the twelve, the digits alike often. */
const key = () => (random() < 0.12 ? pick(['star', 'pound', 'the star key', 'the pound key', 'hash']) : pick(KEYS));
const spell = () => Array.from({ length: 3 + Math.floor(random() * 5) }, () => pick(DIGITS)).join(' ');

/** One sentence of a template: alternatives, options and slots chosen at random. */
function expand(template) {
  let text = template;
  for (let turn = 0; turn < 200; turn++) {
    const group = /\(([^()[\]]*)\)|\[([^()[\]]*)\]/.exec(text);
    if (!group) break;
    const body = group[1] ?? (random() < 0.5 ? group[2] : '');
    text = text.slice(0, group.index) + pick(body.split('|')) + text.slice(group.index + group[0].length);
  }
  text = pick(text.split('|'));
  for (let turn = 0; turn < 40 && text.includes('{'); turn++) {
    text = text.replace(/\{(\w+)\}/, (_, name) => {
      if (name === 'key') return key();
      if (name === 'digit') return pick(DIGITS);
      if (name === 'spell') return spell();
      const values = slots.get(name);
      if (!values) throw new Error(`no slot {${name}}`);
      return pick(values);
    });
  }
  return text.split(/\s+/).filter(Boolean);
}

const sentences = [];
const unknown = new Map();
for (const line of CORPUS.flatMap(lines)) {
  const space = line.indexOf(' ');
  const weight = Number(line.slice(0, space));
  for (let n = 0; n < weight * SAMPLES_PER_WEIGHT; n++) {
    const words = expand(line.slice(space + 1));
    const missing = words.filter((word) => !pronunciations.has(word));
    for (const word of missing) unknown.set(word, (unknown.get(word) ?? 0) + 1);
    if (words.length > 0 && missing.length === 0) sentences.push(words);
  }
}
// Every topic in both orientations at least with a few keys, so that none depends on luck.
for (const topic of slots.get('topic')) {
  const words = topic.split(' ');
  if (words.some((word) => !pronunciations.has(word))) {
    unknown.set(topic, 1);
    continue;
  }
  for (let n = 0; n < 6; n++) {
    sentences.push(['for', ...words, 'press', key().split(' ').at(-1)]);
    sentences.push(['press', key().split(' ').at(-1), 'for', ...words]);
  }
}

// Counts.
const count = (map, name) => map.set(name, (map.get(name) ?? 0) + 1);
const grams = [new Map(), new Map(), new Map()];
for (const words of sentences) {
  const all = ['<s>', ...words, '</s>'];
  // Prompts run together: what follows a sentence is often the next one without a pause.
  for (let i = 0; i < all.length; i++) {
    if (i > 0) count(grams[0], all[i]);
    if (i > 0) count(grams[1], `${all[i - 1]} ${all[i]}`);
    if (i > 1) count(grams[2], `${all[i - 2]} ${all[i - 1]} ${all[i]}`);
  }
}
for (let i = 0; i < sentences.length - 1; i++) {
  for (let turn = 0; turn < JOINS; turn++) {
    // A menu is worded alike throughout, so what follows is as often of the same kind as it is anything.
    const [a, b] = [sentences[i], sentences[turn % 2 ? i + 1 : Math.floor(random() * sentences.length)]];
    const joined = [...a.slice(-2), ...b.slice(0, 2)];
    for (let j = Math.min(2, a.length); j < joined.length; j++) {
      count(grams[0], joined[j]);
      count(grams[1], `${joined[j - 1]} ${joined[j]}`);
      if (j > 1) count(grams[2], `${joined[j - 2]} ${joined[j - 1]} ${joined[j]}`);
    }
  }
}

// The general model: unigrams and bigrams as ARPA (log10).
const general = { unigram: new Map(), bigram: [], backoff: new Map() };
let section = 0;
for (const line of readFileSync(generalFile, 'latin1').split('\n')) {
  const head = /^\\(\d)-grams:/.exec(line);
  if (head) section = Number(head[1]);
  else if (section === 1) {
    const [p, word, backoff] = line.trim().split(/\s+/);
    if (word) {
      general.unigram.set(word, Number(p));
      general.backoff.set(word, Number(backoff ?? 0));
    }
  } else if (section === 2) {
    const [p, a, b] = line.trim().split(/\s+/);
    if (b) general.bigram.push([Number(p), a, b]);
  } else if (section === 3) break;
}

const marks = new Set(['<s>', '</s>', '<UNK>', '<unk>']);
const vocabulary = new Set([...grams[0].keys()].filter((word) => !marks.has(word)));
const own = vocabulary.size;
const common = [...general.unigram].filter(([w]) => !marks.has(w) && pronunciations.has(w)).sort((a, b) => b[1] - a[1]);
for (const [word] of common) {
  if (vocabulary.size >= VOCABULARY) break;
  vocabulary.add(word);
}

// Witten-Bell trigram of our texts, mixed linearly with the general bigram, written as a back-off model.
const total = [...grams[0].values()].reduce((a, b) => a + b, 0);
const types = grams[0].size;
const generalMass = common.reduce(
  (sum, [word, p]) => (vocabulary.has(word) ? sum + 10 ** p : sum),
  10 ** (general.unigram.get('</s>') ?? -2),
);
const generalUnigram = (word) => (general.unigram.has(word) ? 10 ** general.unigram.get(word) / generalMass : 1e-7);
const unigram = (word) => {
  const lambda = (1 - GENERAL_SHARE) * (total / (total + types));
  return lambda * ((grams[0].get(word) ?? 0) / total) + (1 - lambda) * generalUnigram(word);
};
const followers = (map) => {
  const table = new Map();
  for (const [gram, n] of map) {
    const cut = gram.lastIndexOf(' ');
    const context = gram.slice(0, cut);
    const entry = table.get(context) ?? { total: 0, words: new Map() };
    entry.total += n;
    entry.words.set(gram.slice(cut + 1), n);
    table.set(context, entry);
  }
  return table;
};
const bigramTable = followers(grams[1]);
const keptTrigrams = new Map([...grams[2]].filter(([, n]) => n >= 2));
const trigramTable = followers(keptTrigrams);
const generalTable = new Map();
const kept = general.bigram
  .filter(([, a, b]) => (vocabulary.has(a) || a === '<s>') && (vocabulary.has(b) || b === '</s>'))
  // What the bigram adds over its unigrams, weighted by how often it occurs.
  .map(([p, a, b]) => ({
    a,
    b,
    p,
    gain: 10 ** (p + (general.unigram.get(a) ?? -6)) * (p - (general.unigram.get(b) ?? -6)),
  }))
  .sort((x, y) => y.gain - x.gain)
  .slice(0, GENERAL_BIGRAMS);
for (const { a, b, p } of kept) {
  const list = generalTable.get(a) ?? new Map();
  list.set(b, p);
  generalTable.set(a, list);
}

const bigram = new Map();
for (const context of new Set([...bigramTable.keys(), ...generalTable.keys()])) {
  const ours = bigramTable.get(context) ?? { total: 0, words: new Map() };
  const theirs = generalTable.get(context) ?? new Map();
  const share = ORDERS.has(context) ? ORDER_SHARE : GENERAL_SHARE;
  const trust = ours.total === 0 ? 0 : (1 - share) * (ours.total / (ours.total + ours.words.size));
  const row = new Map();
  for (const word of new Set([...ours.words.keys(), ...theirs.keys()])) {
    const background = theirs.has(word) ? 10 ** theirs.get(word) : 0.3 * unigram(word);
    row.set(word, trust * ((ours.words.get(word) ?? 0) / Math.max(1, ours.total)) + (1 - trust) * background);
  }
  bigram.set(context, row);
}
const bigramProbability = (a, b) => bigram.get(a)?.get(b) ?? 0.3 * unigram(b);
const trigram = new Map();
for (const [context, { total: n, words }] of trigramTable) {
  const trust = n / (n + words.size * 1.5);
  const last = context.slice(context.indexOf(' ') + 1);
  const row = new Map();
  for (const [word, times] of words) row.set(word, trust * (times / n) + (1 - trust) * bigramProbability(last, word));
  trigram.set(context, row);
}

// Back-off weights so that each context sums to one.
const words = [...vocabulary].sort();
const log = (p) => Math.max(-7, Math.log10(p)).toFixed(4);
function backoff(row, lower) {
  let explicit = 0;
  let covered = 0;
  for (const [word, p] of row) {
    explicit += p;
    covered += lower(word);
  }
  if (explicit >= 0.999) {
    for (const [word, p] of row) row.set(word, (p * 0.995) / explicit);
    explicit = 0.995;
  }
  return (1 - explicit) / Math.max(1e-4, 1 - Math.min(0.9999, covered));
}
const unigramMass = words.reduce((sum, word) => sum + unigram(word), unigram('</s>'));
const p1 = (word) => unigram(word) / unigramMass;
const weight2 = new Map([...bigram].map(([context, row]) => [context, backoff(row, p1)]));
const p2 = (a, b) => bigram.get(a)?.get(b) ?? (weight2.get(a) ?? 1) * p1(b);
const weight3 = new Map(
  [...trigram].map(([context, row]) => {
    const last = context.slice(context.indexOf(' ') + 1);
    return [context, backoff(row, (word) => p2(last, word))];
  }),
);

const out = { one: [], two: [], three: [] };
for (const word of ['<s>', '</s>', ...words]) {
  const p = word === '<s>' ? '-99.0000' : log(p1(word));
  out.one.push(word === '</s>' ? `${p} ${word}` : `${p} ${word} ${log(weight2.get(word) ?? 1)}`);
}
for (const a of [...bigram.keys()].sort()) {
  for (const [b, p] of [...bigram.get(a)].sort(([x], [y]) => (x < y ? -1 : 1))) {
    out.two.push(b === '</s>' ? `${log(p)} ${a} ${b}` : `${log(p)} ${a} ${b} ${log(weight3.get(`${a} ${b}`) ?? 1)}`);
  }
}
for (const context of [...trigram.keys()].sort()) {
  for (const [word, p] of [...trigram.get(context)].sort(([x], [y]) => (x < y ? -1 : 1)))
    out.three.push(`${log(p)} ${context} ${word}`);
}
writeFileSync(
  path.join(outFolder, 'ivr.arpa'),
  `\\data\\\nngram 1=${out.one.length}\nngram 2=${out.two.length}\nngram 3=${out.three.length}\n\n` +
    `\\1-grams:\n${out.one.join('\n')}\n\n\\2-grams:\n${out.two.join('\n')}\n\n\\3-grams:\n${out.three.join('\n')}\n\n\\end\\\n`,
);
writeFileSync(
  path.join(outFolder, 'ivr.dict'),
  words
    .flatMap((word) => pronunciations.get(word).map((phones, n) => `${word}${n === 0 ? '' : `(${n + 1})`} ${phones}`))
    .join('\n') + '\n',
);
console.log(
  `${sentences.length} sentences, ${own} words of ours, ${words.length} in all; n-grams ${out.one.length} ${out.two.length} ${out.three.length}; left out for want of a pronunciation: ${[...unknown.keys()].join(', ')}`,
);

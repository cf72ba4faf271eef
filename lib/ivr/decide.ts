/** Chooses the answer to one prompt for a goal, by rules alone. */
import type { Decide } from './decision.types';

const NUMBER_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const STOP = new Set(
  'a an the to for of or and my your our i if you please with is are about on in press at all'.split(' '),
);

const stems = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .split(' ')
    .filter((word) => word !== '' && !STOP.has(word))
    .map((word) => word.replace(/(ings?|ments?|ies|es|s|ed|y)$/, ''));

export const decide: Decide = (prompt, goal) => {
  let text = ` ${prompt.toLowerCase().replace(/[^a-z0-9*#]+/g, ' ')} `;
  NUMBER_WORDS.forEach((word, digit) => (text = text.replaceAll(` press ${word} `, ` press ${digit} `)));
  const marks = [...text.matchAll(/ press ([0-9*#])(?= )/g)];
  const digitFirst = marks.length > 0 && /^ (for|to|if) \w+/.test(text.slice(marks.at(-1)!.index + ' press 1'.length));
  const wanted = new Set(stems(goal));
  let best = { score: 0, digits: '', option: '' };
  marks.forEach((mark, i) => {
    const start = digitFirst ? mark.index : i === 0 ? 0 : marks[i - 1]!.index + ' press 1'.length;
    const option = text.slice(start, digitFirst ? marks[i + 1]?.index : mark.index);
    const score = stems(option).filter((stem) => wanted.has(stem)).length;
    if (score > best.score) best = { score, digits: mark[1]!, option: option.trim() };
  });
  if (best.score > 0) {
    return {
      action: 'press',
      digits: best.digits,
      confidence: 0.6,
      why: `"${best.option}" fits "${goal}"`,
      option: best.option,
    };
  }
  if (/please hold|hold the line|will be with you/.test(text)) {
    return { action: 'wait', state: 'hold', confidence: 0.7, why: 'asked to hold' };
  }
  if (marks.length === 0) return { action: 'wait', state: 'announcement', confidence: 0.5, why: 'nothing to press' };
  const operator = marks.find((mark) => mark[1] === '0');
  if (operator !== undefined) {
    return { action: 'press', digits: '0', confidence: 0.5, why: 'no option fits: asking for the operator' };
  }
  return { action: 'wait', state: 'unsure', confidence: 0, why: 'no option fits the goal' };
};

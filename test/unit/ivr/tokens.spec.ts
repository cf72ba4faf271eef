import assert from 'node:assert/strict';
import { mergeSplitWords, textOf, tokenize } from '../../../lib/ivr/tokens';

const text = (prompt: string): string => textOf(tokenize(prompt));

describe('tokenize', () => {
  it('folds case, accents, contractions and signs', () => {
    assert.equal(text('Für Störungen drücken Sie die Eins'), 'fur storungen drucken sie die eins');
    assert.equal(text("If you don't have it, press #"), 'if you do not have it press pound');
    assert.equal(text("I can't log in to Wi-Fi; it won't work"), 'i can not log in to wifi it will not work');
    assert.equal(text('Appuyez sur l’étoile'), 'appuyez sur l etoile');
  });

  it('remembers where punctuation stood, not that of abbreviations', () => {
    const tokens = tokenize('For Dr. Moore, press 1. For billing press 2');
    assert.deepEqual(
      tokens.filter(({ before }) => before === 'sentence').map(({ text: word }) => word),
      ['for', 'for'],
    );
    assert.equal(tokens.find(({ text: word }) => word === 'press')?.before, 'comma');
  });

  it('puts split and spelled words together only when the whole is known', () => {
    const known = new Set(['refund', 'online', 'tv', 'roadside']);
    const merge = (words: string): string => textOf(mergeSplitWords(tokenize(words), known));
    assert.equal(merge('a re fund on line for road side help with t v'), 'a refund online for roadside help with tv');
    assert.equal(merge('on time for a side door'), 'on time for a side door');
  });

  it('looks at no more than 4000 characters of whatever comes', () => {
    assert.ok(tokenize('press one '.repeat(10_000)).length < 900);
    assert.deepEqual(tokenize('🙂 ... ¿?'), []);
  });
});

import assert from 'node:assert/strict';
import { freeTalk } from '../../../lib/hearing/words/free-talk';

describe('free talk', () => {
  for (const text of [
    'he might even have been made a',
    'date of states for of clothes',
    'these days a chicken is',
    'hello this is simon speaking',
    'agent states for of clothes seldom of cards',
  ]) {
    it(`is "${text}"`, () => assert.equal(freeTalk(text).words, text.split(' ').length));
  }

  // The first second and a half of what phone systems say, as understood so far.
  for (const text of [
    'all of our represent',
    'thank you for your pin',
    'please hold while we to',
    'your call is now for',
    'all representatives of the',
    'welcome to lakeside',
    'for billing press two',
    'did you know that',
    'this call may be',
    'the estimated wait',
    'sorry nobody is here',
    'you have reached anna',
    'four seven one one eight',
    'the conference is now',
    'there are no participants',
    'introducing the family',
    'an agent will be with you',
    'for our seven o clock',
  ]) {
    it(`is not "${text}"`, () => assert.equal(freeTalk(text).words, 0));
  }

  it('forgives a common word of the trade that stands alone, and says so', () => {
    assert.deepEqual(freeTalk('date of seven the clothes'), {
      words: 5,
      misheard: 1,
      text: 'date of seven the clothes',
    });
    assert.equal(freeTalk('date of seven nine the clothes').words, 0);
    assert.equal(freeTalk('seven the eight').words, 0);
  });
});

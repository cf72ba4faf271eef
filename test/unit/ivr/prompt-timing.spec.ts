import assert from 'node:assert/strict';
import { decide } from '../../../lib/ivr/decide';
import { patienceFor } from '../../../lib/ivr/prompt-timing';
import { understand } from '../../../lib/ivr/understand';

const needsFinal = (text: string, goal: string, path: readonly string[] = []): boolean =>
  patienceFor(decide(text, goal, { path }), understand(text)).needsFinal;

describe('how long a decision waits', () => {
  // Measured on account numbers read back by a real Asterisk: "press nine", then for good "press one".
  it('waits for the last word on a key just heard that is not the next of the count', () => {
    const entered = ['{{secret:account}}#'];
    assert.equal(needsFinal('you entered four seven if this is correct press nine', 'billing', entered), true);
    assert.equal(needsFinal('you entered four seven if this is correct press one', 'billing', entered), false);
    assert.equal(needsFinal('for orders press one for billing press five', 'billing'), true);
    assert.equal(needsFinal('for orders press one for billing press two', 'billing'), false);
  });

  it('does not wait for it when enough was said behind the key', () => {
    const text = 'for orders press one for billing press five for the opening hours of our shops press six';
    assert.equal(needsFinal(text, 'billing'), false);
  });

  // Heard on a simulated line: with its first word misheard the whole list fits the keys before its options, too.
  it('hears a list to its end when its words may belong to the keys behind them', () => {
    const silenceMs = (text: string, goal: string): number => {
      const { silenceMs: wait } = patienceFor(decide(text, goal), understand(text));
      return wait;
    };
    const garbled = 'report help with your telephone press one for help with internet press two for help with';
    assert.ok(silenceMs(garbled, 'my internet is down') >= 900);
    assert.ok(silenceMs('press one for telephone help press two for help with internet', 'internet') < 900);
  });

  it('does not interrupt for an option that is garbled, or whose key was only counted', () => {
    const silence = (text: string, goal: string): number =>
      patienceFor(decide(text, goal, {}), understand(text)).silenceMs;
    const goal = 'accounting: a question about an invoice';
    const rest = 'to speak with a customer advocate press two';
    assert.equal(silence(`for a question about your bill press one ${rest}`, goal), 0);
    assert.notEqual(silence(`to and anytime to establish is it a bill partnership press one ${rest}`, goal), 0);
    assert.notEqual(silence(`for a question about your bill press law ${rest}`, goal), 0);
  });
});

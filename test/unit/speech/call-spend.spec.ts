import assert from 'node:assert/strict';
import { CallSpend } from '../../../lib/speech/call-spend';
import type { ProviderNeeds } from '../../../lib/speech/speech.types';

const needs = (audioGoesTo: ProviderNeeds['audioGoesTo'], dollarsPerMinute: number): ProviderNeeds => ({
  audioGoesTo,
  needs: [],
  languages: 'any',
  limits: [],
  dollarsPerMinute,
});

describe('what a call spends on speech', () => {
  it('is one purse for all its services, by their prices', () => {
    const spend = new CallSpend({ dollars: 1 });
    assert.ok(spend.pay(needs('cloud', 0.6), 60));
    assert.ok(spend.pay(needs('network', 0.3), 60));
    assert.ok(!spend.pay(needs('cloud', 6), 2));
    assert.ok(spend.pay(needs('cloud', 6), 1), 'what is too much takes nothing');
    assert.ok(Math.abs(spend.spent.dollars - 1) < 1e-9);
    assert.equal(spend.spent.cloudAudioSeconds, 61);
  });

  it('counts the minutes of the cloud, also where they cost nothing', () => {
    const spend = new CallSpend({ cloudAudioSeconds: 10 });
    assert.ok(spend.pay(needs('cloud', 0), 10));
    assert.ok(!spend.pay(needs('cloud', 0), 0.1));
    assert.ok(spend.pay(needs('house', 0), 1000));
    assert.ok(spend.pay(needs('network', 0), 1000));
  });

  it('gives back what was not used, and takes what was used beyond it', () => {
    const spend = new CallSpend({ dollars: 1 });
    const voice = needs('cloud', 6);
    assert.ok(spend.pay(voice, 8));
    spend.settle(voice, 8, 3);
    assert.ok(Math.abs(spend.spent.dollars - 0.3) < 1e-9);
    spend.settle(voice, 0, 9);
    assert.ok(Math.abs(spend.spent.dollars - 1.2) < 1e-9);
    assert.ok(!spend.pay(voice, 0.1));
    assert.ok(spend.pay(needs('house', 0), 60), 'what is free goes on');
  });
});

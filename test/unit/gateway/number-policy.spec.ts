import assert from 'node:assert/strict';
import { judgeNumber } from '../../../lib/gateway/number-policy';
import type { NumberPolicy } from '../../../lib/gateway/number-policy';

const policy = (changes: Partial<NumberPolicy> = {}): NumberPolicy => ({
  country: 'US',
  allow: [],
  deny: [],
  allowPremium: false,
  ...changes,
});

const verdictOf = (typed: string, changes: Partial<NumberPolicy> = {}): string => {
  const verdict = judgeNumber(typed, policy(changes));
  return verdict.allowed ? verdict.target : verdict.code;
};

describe('number policy', () => {
  it('lets ordinary numbers, extensions and URIs through, normalised', () => {
    assert.equal(verdictOf('+1 (555) 555-0100'), '+15555550100');
    assert.equal(verdictOf('tel:+1-800-555-0199'), '+18005550199');
    assert.equal(verdictOf('0800/123 45', { country: 'DE' }), '080012345');
    assert.equal(verdictOf('20015'), '20015');
    assert.equal(verdictOf('100', { country: 'DE' }), '100');
    assert.equal(verdictOf('sip:acme@127.0.0.1:5170'), 'sip:acme@127.0.0.1:5170');
    assert.equal(verdictOf('userphone'), 'userphone');
  });

  for (const typed of [
    '911',
    '9-1-1',
    '9 911',
    '+1911',
    'sip:911@trunk.example',
    'sip:9%311@trunk.example',
    'sip:911;phone-context=+1@trunk.example',
    'tel:911;phone-context=+1',
    '\uff19\uff11\uff11',
    '112',
    '988',
  ]) {
    it(`refuses the emergency number written ${typed}`, () => assert.equal(verdictOf(typed), 'emergency'));
  }

  it('knows emergency numbers of the country, and refuses all common ones when it has none', () => {
    assert.equal(verdictOf('110', { country: 'DE' }), 'emergency');
    assert.equal(verdictOf('0110', { country: 'DE' }), 'emergency');
    assert.equal(verdictOf('+49110', { country: 'DE' }), 'emergency');
    assert.equal(verdictOf('110', { country: 'US' }), '110');
    assert.equal(verdictOf('110', { country: '' }), 'emergency');
    assert.equal(verdictOf('000', { country: 'AU' }), 'emergency');
  });

  it('never lets an allow list open emergency numbers', () => {
    assert.equal(verdictOf('911', { allow: ['911'] }), 'emergency');
  });

  for (const [typed, country] of [
    ['+1 900 555 0100', 'US'],
    ['1-900-555-0100', 'US'],
    ['9005550100', 'US'],
    ['011 44 909 8790000', 'US'],
    ['+1 876 555 0100', 'US'],
    ['0900 1234567', 'DE'],
    ['0049 900 1234567', 'DE'],
    ['0137 123456', 'DE'],
    ['11880', 'DE'],
    ['+44 871 123 4567', 'GB'],
    ['+881 12345678', 'US'],
    ['0900 123456', 'CH'],
  ] as const) {
    it(`refuses premium-rate ${typed} in ${country}`, () => assert.equal(verdictOf(typed, { country }), 'premium'));
  }

  it('opens premium numbers by setting or by the allow list', () => {
    assert.equal(verdictOf('19005550100', { allowPremium: true }), '19005550100');
    assert.equal(verdictOf('19005550100', { allow: ['+1900555'] }), '19005550100');
  });

  it('holds to the allow and deny lists however the number is written', () => {
    assert.equal(verdictOf('5555550100', { deny: ['+15555550100'] }), 'denied');
    assert.equal(verdictOf('+1 555 555 0100', { allow: ['+1800'] }), 'not-allowed');
    assert.equal(verdictOf('1 800 555 0100', { allow: ['+1 800'] }), '18005550100');
  });

  it('explains a bad number', () => {
    const verdict = judgeNumber('call me maybe', policy());
    assert.ok(!verdict.allowed && verdict.code === 'invalid');
    assert.match(verdict.message, /cannot be dialled.*write digits/);
    assert.equal(verdictOf(''), 'invalid');
    assert.equal(verdictOf('urn:service:sos'), 'invalid');
    assert.equal(verdictOf('sip:911@a b'), 'invalid');
  });
});

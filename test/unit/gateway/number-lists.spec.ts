import assert from 'node:assert/strict';
import { judgeNumber } from '../../../lib/gateway/number-policy';
import type { NumberPolicy, NumberSurroundings } from '../../../lib/gateway/number-policy';
import { parseGatewaySettings } from '../../../lib/gateway/settings';

const HOME: NumberSurroundings = { homeDomain: 'pbx.example', devices: ['700', 'sip:desk@192.0.2.7', '**610', '112'] };

function verdictOf(typed: string, changes: Partial<NumberPolicy>, surroundings = HOME): string {
  const policy = { country: 'DE', allow: [], deny: [], allowPremium: false, ...changes };
  const verdict = judgeNumber(typed, policy, surroundings);
  return verdict.allowed ? 'allowed' : verdict.code;
}

const MOBILE = ['0151 1234567', '+49 151 1234567', '0049 151 1234567', '+49 (0)151 1234567', '+49 0151 1234567'];

describe('number lists', () => {
  for (const entry of ['0151', '+49151', '0049151', '+49 (0)151', '+490151', '0151*', 'tel:+49-151']) {
    it(`means the same numbers by ${entry} however they are dialled`, () => {
      for (const typed of [...MOBILE, 'sip:01511234567@pbx.example', 'sip:+491511234567@pbx.example']) {
        assert.equal(verdictOf(typed, { deny: [entry] }), 'denied', typed);
        assert.equal(verdictOf(typed, { allow: [entry] }), 'allowed', typed);
      }
      assert.equal(verdictOf('0160 1234567', { deny: [entry] }), 'allowed');
      assert.equal(verdictOf('0160 1234567', { allow: [entry] }), 'not-allowed');
    });
  }

  it('denies a number behind feature codes and outside lines, and at any host', () => {
    const deny = ['0049151'];
    for (const typed of ['*31#01511234567', '001511234567', '0100330151 1234567', 'sip:01511234567@evil.example']) {
      assert.equal(verdictOf(typed, { deny }), 'denied', typed);
    }
    assert.equal(verdictOf('9 1 212 555 0100', { country: 'US', deny: ['212'] }), 'denied');
    assert.equal(verdictOf('0011 49 151 1234567', { country: '', deny: ['+49151'] }), 'denied');
    assert.equal(verdictOf('Spam', { deny: ['spam'] }), 'denied');
  });

  it('matches a whole URI by a URI entry', () => {
    const deny = ['sip:acme@pbx.example:5062'];
    assert.equal(verdictOf('SIP:acme@PBX.example:5062', { deny }), 'denied');
    assert.equal(verdictOf('sip:acme@pbx.example', { deny }), 'allowed');
    assert.equal(verdictOf('sip:acme@other.example', { deny: ['sip:acme@other.example:5060'] }), 'denied');
    assert.equal(verdictOf('acme', { deny: ['sip:acme@pbx.example'] }), 'denied');
    assert.equal(verdictOf('sip:anyone@other.example', { deny: ['sip:other.example'] }), 'denied');
  });

  it('holds number entries of the allow list at the home domain only', () => {
    const allow = ['+4989', 'acme', 'sip:info@partner.example', 'sip:lab.example:5070'];
    for (const typed of ['089 636480', 'sip:+4989636480@pbx.example', 'sip:+4989636480@pbx.example:5060', 'acme']) {
      assert.equal(verdictOf(typed, { allow }), 'allowed', typed);
    }
    for (const typed of ['sip:info@partner.example', 'sip:whoever@lab.example:5070']) {
      assert.equal(verdictOf(typed, { allow }), 'allowed', typed);
    }
    for (const typed of [
      ...['sip:+4989636480@evil.example:5062', 'sip:+4989636480@pbx.example:5062', 'sip:acme@evil.example', 'acme2'],
      ...['sip:info2@partner.example', 'sip:whoever@lab.example', 'sip:pbx.example', '*31#089636480'],
    ]) {
      assert.equal(verdictOf(typed, { allow }), 'not-allowed', typed);
    }
    assert.equal(verdictOf('sip:+4989636480@pbx.example', { allow }, {}), 'not-allowed');
    assert.equal(verdictOf('sip:acme@127.0.0.1:5170', { allow }, { homeDomain: '127.0.0.1:5170' }), 'allowed');
    assert.equal(verdictOf('sip:acme@anywhere.example', {}), 'allowed');
  });

  it('opens premium numbers only by an entry that is premium itself', () => {
    assert.equal(verdictOf('0900 1234567', { allow: ['0900'] }), 'allowed');
    assert.equal(verdictOf('0049 900 1234567', { allow: ['0900 1'] }), 'allowed');
    assert.equal(verdictOf('11880', { allow: ['11880'] }), 'allowed');
    for (const allow of [['0'], ['+49'], ['09'], ['+'], ['*31#']]) {
      assert.notEqual(verdictOf('0900 1234567', { allow }), 'allowed', allow[0]);
      assert.notEqual(verdictOf('*31#0900 1234567', { allow }), 'allowed', allow[0]);
    }
    assert.equal(verdictOf('089 636480', { allow: ['0'] }), 'allowed');
    assert.equal(verdictOf('+43 1 5123456', { allow: ['00'] }), 'allowed');
    assert.equal(verdictOf('+43 1 5123456', { allow: ['+'] }), 'allowed');
  });

  it("exempts the user's own devices from the allow list and from nothing else", () => {
    const allow = ['+4989'];
    for (const typed of ['700', 'sip:700@pbx.example', 'sip:desk@192.0.2.7', '**610']) {
      assert.equal(verdictOf(typed, { allow }), 'allowed', typed);
    }
    assert.equal(verdictOf('701', { allow }), 'not-allowed');
    assert.equal(verdictOf('sip:700@evil.example', { allow }), 'not-allowed');
    assert.equal(verdictOf('700', { allow, deny: ['700'] }), 'denied');
    assert.equal(verdictOf('112', { allow }), 'emergency');
    const premium = { ...HOME, devices: ['0900 1234567'] };
    assert.equal(verdictOf('0900 1234567', { allow }, premium), 'premium');
  });

  it('says which countries it knows', () => {
    const settings = (country: string): ReturnType<typeof parseGatewaySettings> =>
      parseGatewaySettings({ account: { user: 'u', domain: 'pbx.example' }, numberPolicy: { country } });
    const message = (country: string): string => {
      const result = settings(country);
      return result.ok ? 'ok' : result.message;
    };
    assert.match(message('UK'), /numberPolicy\.country "UK".*write GB/);
    assert.match(message('XX'), /choose one of AT, AU, .*US/);
    assert.equal(message(''), 'ok');
    const lower = settings(' de ');
    assert.ok(lower.ok && lower.settings.numberPolicy.country === 'DE');
  });
});

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

  it('lets internal codes and the extensions of a small office through, whatever the country', () => {
    for (const country of ['', 'US', 'DE', 'GB', 'FR', 'CH', 'AT', 'ES', 'IT']) {
      for (const typed of [
        '100',
        '101',
        '201',
        '700',
        '20015',
        '**1',
        '**610',
        '**9',
        '*97',
        'userphone',
        'user-112',
      ]) {
        if (country === 'FR' && typed === '15') continue;
        assert.equal(verdictOf(typed, { country }), typed, `${typed} in ${country || 'no country'}`);
      }
      const uri = 'sip:acme@127.0.0.1:5170';
      assert.equal(verdictOf(uri, { country }), uri);
      assert.equal(verdictOf('sip:**610@fritz.box', { country }), 'sip:**610@fritz.box');
    }
    assert.equal(verdictOf('*31#089 636 48018', { country: 'DE' }), '*31#08963648018');
    assert.equal(verdictOf('*121#089 636 48018', { country: 'DE' }), '*121#08963648018');
    assert.equal(verdictOf('*67 555 555 0100'), '*675555550100');
  });

  for (const [typed, country, code] of [
    ['*31#112', 'DE', 'emergency'],
    ['#31#110', 'DE', 'emergency'],
    ['*31#09001234567', 'DE', 'premium'],
    ['*121#0900 1234567', 'DE', 'premium'],
    ['112#', 'DE', 'emergency'],
    ['*31#*121#112', 'DE', 'emergency'],
    ['**112', 'DE', 'emergency'],
    ['0900*1234567', 'DE', 'premium'],
    ['*67911', 'US', 'emergency'],
    ['*82 911', 'US', 'emergency'],
    ['1167 911', 'US', 'emergency'],
    ['*67 1 900 555 1234', 'US', 'premium'],
    ['*67 9 1 900 555 1234', 'US', 'premium'],
    ['91900 555 1234', 'US', 'premium'],
    ['1010321 1 900 555 1234', 'US', 'premium'],
    ['976 1234', 'US', 'premium'],
    ['44 909 8790000', 'US', 'premium'],
    ['9 011 44 909 8790000', 'US', 'premium'],
    ['+49 (0) 900 1234567', 'DE', 'premium'],
    ['+49 0900 1234567', 'DE', 'premium'],
    ['0049 0900 1234567', 'DE', 'premium'],
    ['0049 (0)900 1234567', 'GB', 'premium'],
    ['01033 0900 1234567', 'DE', 'premium'],
    ['010033 0900 1234567', 'DE', 'premium'],
    ['01033 112', 'DE', 'emergency'],
    ['0 0900 1234567', 'DE', 'premium'],
    ['0 01033 0900 1234567', 'DE', 'premium'],
    ['0 0049 900 1234567', 'DE', 'premium'],
    ['0900123', 'DE', 'premium'],
    ['0137 123', 'DE', 'premium'],
    ['118 80', 'DE', 'premium'],
    ['011880', 'DE', 'premium'],
    ['9 0909 879 0000', 'GB', 'premium'],
    ['070 1234 5678', 'GB', 'premium'],
    ['118118', 'GB', 'premium'],
    ['+247 12345', 'GB', 'premium'],
    ['+979 1 2345 6789', 'GB', 'premium'],
    ['00882 16 12345678', 'DE', 'premium'],
    ['911a', 'US', 'emergency'],
    ['1-900-HOTLINE', 'US', 'premium'],
    ['\u202a112\u202c', 'DE', 'emergency'],
    ['1\u200b1\u200d2', 'DE', 'emergency'],
    ['\u2460\u2460\u2461', 'DE', 'emergency'],
    ['TEL:112', 'DE', 'emergency'],
    ['tel:0900-1234567;isub=1', 'DE', 'premium'],
    ['SIPS:112@pbx', 'DE', 'emergency'],
    ['sip:%31%31%32@pbx', 'DE', 'emergency'],
    ['sip:*31%23112@pbx', 'DE', 'emergency'],
    ['sip:09001234567@203.0.113.9', 'DE', 'premium'],
  ] as const) {
    it(`refuses ${typed} in ${country} as ${code}`, () => assert.equal(verdictOf(typed, { country }), code));
  }

  for (const typed of [
    ...['*21*0900 1234567#', '**21*+8811234567#', '*61*0151234567*20#', '*62*1#', '*67*0151234567#', '#21#', '##002#'],
    ...['*#21#', '*21#015112345678', '*100#', '*72 1 212 555 0100', '*90 5550100', '#96*5*', '#91**', '**004*0151#'],
    ...['sip:*21*01511234567%23@fritz.box', 'sip:**21*0900@pbx'],
  ]) {
    it(`refuses to program the line with ${typed}`, () => {
      const verdict = judgeNumber(typed, policy({ country: 'DE' }));
      assert.ok(!verdict.allowed && verdict.code === 'invalid');
      assert.match(verdict.message, /call forwarding.*on a telephone/);
      assert.equal(verdictOf(typed, { country: '', allow: [typed], allowPremium: true }), 'invalid');
    });
  }

  for (const typed of [
    ...['sip:112@pbx;x=@pbx', 'sip:112,@pbx', 'sip:0900,1234567@pbx', 'sip:112;phone-context=+1@pbx', 'sip:112:x@pbx'],
    ...[
      'sip:acme:secret@pbx',
      'sip:acme@pbx?Replaces=x',
      'sip:acme@pbx?To=sip:112@pbx',
      'sip:acme@pbx;maddr=192.0.2.1',
    ],
    ...['sip:acme@pbx;%6daddr=192.0.2.1', 'sip:acme@pbx;method=REFER', 'sip:9%2539@pbx', 'sip:1%00@pbx', 'sip:%zz@pbx'],
    ...[
      'sip:1-1-2@pbx',
      'sip:(112)@pbx',
      'sip:a&b@pbx',
      'sip:${EXTEN}@pbx',
      'sip:112',
      'sip:@pbx',
      'sip:112@',
      'sip:a@b@c',
    ],
    ...[
      'sip:acme@pbx:99999',
      'sip:acme@pbx:',
      'sip:acme@pb x',
      '\u0661\u0661\u0662',
      '112,1',
      '112w1',
      '112\n',
      'http://112',
      'a&b',
    ],
    ...['tel:acme', 'tel:112?x', 'sip:acme@p\u00f6x', 'sip:acme@pbx\r\nX: y', '112 or 113', '+', '#', '5550100,112'],
  ]) {
    it(`never dials ${JSON.stringify(typed)}`, () => {
      const verdict = judgeNumber(typed, policy({ country: 'DE' }));
      assert.ok(!verdict.allowed, JSON.stringify(verdict));
    });
  }

  it('hands out the very URI that it judged', () => {
    assert.equal(verdictOf('SIP:Acme@PBX.example:5070;transport=tcp'), 'sip:Acme@pbx.example:5070;transport=tcp');
    assert.equal(verdictOf('sip:%61cme@pbx'), 'sip:acme@pbx');
    assert.equal(
      verdictOf('sip:+15555550100@[2001:db8::1]:5060;user=phone'),
      'sip:+15555550100@[2001:db8::1]:5060;user=phone',
    );
    assert.equal(verdictOf('+49 (0) 89 636-48018', { country: 'DE' }), '+498963648018');
    assert.equal(verdictOf('+39 (06) 6982', { country: 'IT' }), '+39066982');
    assert.equal(verdictOf('+39 (0) 6 6982', { country: 'DE' }), '+39066982');
  });

  it('judges by all countries where none is set', () => {
    const unset = { country: '' };
    for (const typed of [
      '19005551234',
      '9005551234',
      '09001234567',
      '0899123456',
      '803123456',
      '118000',
      '1520123456',
    ]) {
      assert.equal(verdictOf(typed, unset), 'premium', typed);
      assert.equal(verdictOf(`sip:${typed}@pbx`, unset), 'premium', typed);
    }
    for (const typed of ['110', '17', '062', '000', '111', '1911', '*31#112', '0112']) {
      assert.equal(verdictOf(typed, unset), 'emergency', typed);
    }
    for (const typed of ['+4989636480', '+18005550199', '2125550100', '+442071234567', '03012345678']) {
      assert.equal(verdictOf(typed, unset), typed);
    }
    assert.equal(verdictOf('09001234567', { country: 'UK' }), 'premium');
    assert.equal(verdictOf('09001234567', { country: 'constructor' }), 'premium');
  });
});

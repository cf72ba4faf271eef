import assert from 'node:assert/strict';
import { decide } from '../../../lib/ivr/decide';
import { keyToKeepHolding, sameRequestAgain } from '../../../lib/ivr/keep-holding';

describe('requests to keep waiting', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['Thank you for your patience. Press one. Please hold while we try to connect you.', '1'],
    ['thank you for your page it press one please hold while we try to connect you', '1'],
    ['key for your patience press one please hold while we try to connect you', '1'],
    ['thank you for your patience press nine please hold', '1'],
    ['thank you for your patience press four please hold', null],
    ['To continue holding press 3, to leave a message press 2.', '3'],
    ['Are you still there? Press any key to remain in the queue.', '1'],
    ['If you would like to stay on the line, press one, otherwise hang up.', '1'],
    ['For a call back press one. To continue to hold press two.', '2'],
    ['Um weiter in der Warteschleife zu bleiben, drücken Sie die 5.', '5'],
    ['Please hold. For a call back press one.', null],
    ['Thank you for holding. To leave a message press one.', null],
    ['Thank you for waiting. For billing press one.', null],
    ['For sales press one, for billing press two. Please hold for an operator.', null],
    ['All of our representatives are busy. Please stay on the line.', null],
    ['please hold in the order it was received press one to call this number press fuel please hold', null],
    ['please hold in the order it was received press one to call this', null],
    ['please hold and your call be answered in the order it was received press one take', null],
    ['Hello, how can I help you?', null],
    ['If you do not wish to lose your place in line, press one.', '1'],
    ['To avoid being disconnected press any key to stay on the line.', '1'],
    ['If you no longer wish to continue holding press one.', null],
    ['to keep your place in line without waiting on hold press one', null],
    ['if you do not want to keep holding press one to leave a message', null],
    ['if you wish to remain on hold do nothing otherwise press one', null],
    ['please continue to hold to speak in spanish press two', null],
    ['to end your wait on hold press one', null],
    ['wenn sie nicht langer warten mochten drucken sie die eins', null],
    ['wenn sie nicht in der warteschleife bleiben mochten drucken sie die eins', null],
    ['si vous ne souhaitez plus patienter tapez un', null],
    ['si no desea seguir esperando marque uno', null],
    ['instead of holding press one', null],
    ['rather than continue holding press one', null],
    ['if you would rather not wait on hold press one', null],
    ['to stop waiting on hold press one', null],
    ['tired of holding press one', null],
    ['thank you for holding to end this call press one', null],
    ['thank you for holding press one for a special offer', null],
    ['thank you for your patience to opt out press nine', null],
    ['to leave the queue press one to keep holding press two', '2'],
    ['instead of continuing to hold you can press one', null],
    ['are you tired of waiting on hold press any key to end the call', null],
  ];
  for (const [text, key] of cases) {
    it(`${key ?? 'no key'}: "${text}"`, () => assert.equal(keyToKeepHolding(text, true)?.digits ?? null, key));
  }

  it('knows a request that it answered before by half of it, if something sounds like the key', () => {
    const answered = {
      text: 'thank you for your patience press one please hold while we try to connect you',
      digits: '1',
    };
    assert.equal(sameRequestAgain('won please hold while we try to connect you', answered)?.digits, '1');
    assert.equal(sameRequestAgain('please hold while we try to connect you', answered), null);
    assert.equal(sameRequestAgain('all of our representatives are busy press one', answered), null);
    assert.equal(sameRequestAgain('one please hold while we try to connect you', { text: '', digits: '' }), null);
  });

  it('is answered on the way through the menus, too', () => {
    const decision = decide(
      'Thank you for your patience. Press one. Please hold while we try to connect you.',
      'sales',
    );
    assert.deepEqual([decision.action, decision.action === 'press' && decision.digits], ['press', '1']);
  });

  it('presses the only key of an unclear request not before the request has ended', () => {
    const text = 'Thank you for your patience. Press one.';
    assert.equal(keyToKeepHolding(text, false), null);
    assert.equal(keyToKeepHolding(text, true)?.digits, '1');
    assert.equal(keyToKeepHolding('To keep holding press four', false)?.digits, '4');
  });
});

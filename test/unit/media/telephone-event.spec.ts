import { strict as assert } from 'node:assert';
import {
  DigitSender,
  EventReceiver,
  areDigits,
  digitOfEvent,
  eventOfDigit,
  writeEvent,
} from '../../../lib/media/rtp/telephone-event';

function payload(event: number, end: boolean, samples: number): Buffer {
  const bytes = Buffer.alloc(4);
  writeEvent(bytes, 0, event, end, samples);
  return bytes;
}

describe('telephone-event (RFC 4733)', () => {
  it('numbers the 16 digits', () => {
    assert.deepEqual(Array.from('0123456789*#ABCD', eventOfDigit), [...Array(16).keys()]);
    assert.equal(digitOfEvent(11), '#');
    assert.equal(digitOfEvent(16), null);
    assert.equal(areDigits('19#*aD'), true);
    assert.equal(areDigits('1 2'), false);
    assert.equal(areDigits(''), false);
  });

  describe('EventReceiver', () => {
    it('makes one digit of many packets, whatever is lost, repeated or reordered', () => {
      const receiver = new EventReceiver();
      const digits = [
        ...receiver.packet(payload(5, false, 160), 0, 1000, 10_020),
        ...receiver.packet(payload(5, false, 480), 0, 1000, 10_060),
        ...receiver.packet(payload(5, false, 320), 0, 1000, 10_061),
        ...receiver.packet(payload(5, true, 800), 0, 1000, 10_100),
        ...receiver.packet(payload(5, true, 800), 0, 1000, 10_120),
        ...receiver.packet(payload(5, false, 640), 0, 1000, 10_125),
        ...receiver.packet(payload(5, true, 800), 0, 1000, 10_140),
      ];
      assert.deepEqual(digits, [{ digit: '5', durationMs: 100, timeMs: 10_000 }]);
      assert.equal(receiver.active, false);
    });

    it('takes the same digit again as a new one, and reports two when the first one lost its end', () => {
      const receiver = new EventReceiver();
      receiver.packet(payload(1, false, 400), 0, 1000, 10_050);
      const digits = receiver.packet(payload(1, true, 480), 0, 3000, 10_300);
      assert.deepEqual(
        digits.map(({ digit, durationMs }) => [digit, durationMs]),
        [
          ['1', 50],
          ['1', 60],
        ],
      );
    });

    it('gives up on a digit whose end was lost, after 250 ms, and once', () => {
      const receiver = new EventReceiver();
      receiver.packet(payload(9, false, 640), 0, 1000, 10_080);
      assert.equal(receiver.lapsed(10_300), null);
      assert.equal(receiver.lapsed(10_331)?.durationMs, 80);
      assert.equal(receiver.lapsed(10_400), null);
      assert.deepEqual(receiver.packet(payload(9, true, 640), 0, 1000, 10_500), []);
    });

    it('adds up the segments of a digit held beyond 8 s', () => {
      const receiver = new EventReceiver();
      receiver.packet(payload(3, false, 0xffff), 0, 1000, 18_192);
      const digits = receiver.packet(payload(3, true, 800), 0, 1000 + 0xffff, 18_292);
      assert.deepEqual(
        digits.map(({ digit, durationMs }) => [digit, durationMs]),
        [['3', 8292]],
      );
    });

    it('ignores events that are no digits and packets of a digit that is over', () => {
      const receiver = new EventReceiver();
      assert.deepEqual(receiver.packet(payload(32, true, 800), 0, 500, 10_000), []);
      receiver.packet(payload(4, false, 160), 0, 2000, 10_020);
      assert.deepEqual(receiver.packet(payload(3, true, 800), 0, 1000, 10_021), []);
      assert.equal(receiver.packet(payload(4, true, 320), 0, 2000, 10_040)[0]?.digit, '4');
    });
  });

  describe('DigitSender', () => {
    it('steps through tone, three end packets and gap, digit after digit', () => {
      const sender = new DigitSender();
      let done: boolean | null = null;
      sender.enqueue({ digits: '1#', durationMs: 60, gapMs: 80 }, (sent) => (done = sent));
      const steps: string[] = [];
      while (sender.busy) {
        const { kind, digit, first, end, samples } = sender.next();
        steps.push(`${digit} ${kind}${first ? ' first' : ''}${end && kind !== 'gap' ? ' end' : ''} ${samples}`);
      }
      assert.deepEqual(steps.slice(0, 7), [
        '1 tone first 160',
        '1 tone 320',
        '1 tone end 480',
        '1 end-again end 480',
        '1 end-again end 480',
        '1 gap 480',
        '1 gap 480',
      ]);
      assert.equal(steps.length, 14);
      assert.equal(steps[7], '# tone first 160');
      assert.equal(done, true);
      assert.equal(sender.next().kind, 'idle');
    });

    it('says that digits were not sent when it is cleared', () => {
      const sender = new DigitSender();
      let done: boolean | null = null;
      sender.enqueue({ digits: '123', durationMs: 100, gapMs: 100 }, (sent) => (done = sent));
      sender.next();
      sender.clear();
      assert.equal(done, false);
      assert.equal(sender.busy, false);
    });
  });
});

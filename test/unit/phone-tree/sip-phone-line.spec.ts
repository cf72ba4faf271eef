import assert from 'node:assert/strict';
import { makeClip } from '../../../lib/phone-tree/clip';
import type { LineEvent } from '../../../lib/phone-tree/phone-line';
import { SipPhoneLine } from '../../../lib/phone-tree/sip-phone-line';
import type { MediaEngine, MediaSessionObserver, PlayEnd } from '../../../lib/media';
import type { SipCall, SipCallObserver, SipEndReason } from '../../../lib/sip';

/** A SIP call and a media session that only write down what is asked of them. */
class Desk {
  readonly did: string[] = [];
  readonly events: LineEvent[] = [];
  readonly line: SipPhoneLine;
  call: SipCallObserver = {};
  media: MediaSessionObserver = {};
  endPlay: (end: PlayEnd) => void = () => undefined;

  constructor(onAccept: () => void = () => undefined) {
    const call = {
      observe: (observer: SipCallObserver) => (this.call = observer),
      ring: () => this.do('ring'),
      accept: () => this.do('accept').then(onAccept),
      reject: (code: number) => this.do(`reject ${code}`),
      // A far end that never confirms our BYE.
      hangup: () => this.do('hangup').then(() => new Promise(() => undefined)),
    };
    const session = {
      addTap: (name: string) => this.do(`tap ${name}`),
      removeTap: (name: string) => void this.do(`no tap ${name}`),
      play: (source: { samples: Int16Array }) => {
        void this.do(`play ${source.samples.length}`);
        return new Promise<PlayEnd>((resolve) => (this.endPlay = resolve));
      },
      stopPlaying: () => void this.do('stop'),
      close: () => void this.do('close'),
    };
    const engine = {
      createSession: (_settings: unknown, observer: MediaSessionObserver) => {
        this.media = observer;
        return session;
      },
    };
    this.line = new SipPhoneLine(
      call as unknown as SipCall,
      () => Promise.resolve(engine as unknown as MediaEngine),
      () => undefined,
    );
    this.line.observe((event) => this.events.push(event));
  }

  do(what: string): Promise<void> {
    this.did.push(what);
    return Promise.resolve();
  }

  end(reason: SipEndReason): void {
    this.call.onEnded?.({ reason, text: '' });
  }
}

describe('phone-tree SIP line', () => {
  it('accepts with media and an ear for the caller, and passes on what comes', async () => {
    const desk = new Desk();
    assert.equal(await desk.line.answer(), true);
    desk.media.onDigit?.({ digit: '5', durationMs: 100, timeMs: 0 });
    desk.call.onInfoDigit?.('6', 100);
    desk.media.onTap?.('caller-speech', { kind: 'started', timeMs: 0 });
    desk.media.onTap?.('caller-speech', { kind: 'ended', timeMs: 900, durationMs: 900 });
    assert.deepEqual(desk.did, ['accept', 'tap caller-speech']);
    assert.deepEqual(desk.events, [
      { kind: 'digit', digit: '5' },
      { kind: 'digit', digit: '6' },
      { kind: 'speech-started' },
      { kind: 'speech-ended', durationMs: 900 },
    ]);
  });

  it('tells of a sound that ended by itself, not of one that was stopped', async () => {
    const desk = new Desk();
    await desk.line.answer();
    desk.line.play(makeClip('a', new Int16Array(8)), { loop: false });
    desk.endPlay('stopped');
    const play = desk.line.play(makeClip('b', new Int16Array(8)), { loop: false });
    desk.endPlay('finished');
    await new Promise(setImmediate);
    assert.deepEqual(desk.events, [{ kind: 'play-ended', play }]);
  });

  it('is dead once, and silent afterwards', async () => {
    const desk = new Desk();
    await desk.line.answer();
    desk.end('remote-hangup');
    desk.end('network');
    desk.media.onDigit?.({ digit: '5', durationMs: 100, timeMs: 0 });
    assert.deepEqual(desk.events, [{ kind: 'gone', why: 'remote-hangup' }]);
    assert.equal(desk.did.at(-1), 'close');
  });

  it('does not hang up on a caller that is gone', async () => {
    const desk = new Desk();
    await desk.line.answer();
    desk.end('remote-hangup');
    await desk.line.hangup();
    await desk.line.refuse(486);
    assert.deepEqual(desk.did, ['accept', 'tap caller-speech', 'close']);
  });

  it('is over at its own hang-up, without waiting for the far end to confirm', async () => {
    const desk = new Desk();
    await desk.line.answer();
    await desk.line.hangup();
    assert.deepEqual(desk.events, [{ kind: 'gone', why: 'local-hangup' }]);
    assert.ok(desk.did.includes('hangup') && desk.did.includes('close'));
  });

  it('says that it was not answered when the caller gave up or the codecs did not fit', async () => {
    const late = new Desk();
    late.end('cancelled');
    assert.equal(await late.line.answer(), false);
    assert.deepEqual(late.did, []);
    const unfit: Desk = new Desk(() => unfit.end('media-refused'));
    assert.equal(await unfit.line.answer(), false);
    assert.deepEqual(unfit.did, ['accept', 'close']);
  });

  it('echoes chunk by chunk, only while told to', async () => {
    const desk = new Desk();
    await desk.line.answer();
    const chunk = { samples: new Int16Array(800), timeMs: 0, framesConcealed: 0, framesAbsent: 0 };
    desk.media.onTap?.('frames', chunk);
    desk.line.echo(true);
    desk.media.onTap?.('frames', chunk);
    desk.line.echo(false);
    desk.media.onTap?.('frames', chunk);
    assert.deepEqual(desk.did.slice(2), ['tap frames', 'play 800', 'no tap frames', 'stop']);
  });
});

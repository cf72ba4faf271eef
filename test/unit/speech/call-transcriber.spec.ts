import assert from 'node:assert/strict';
import dns from 'node:dns';
import { Socket } from 'node:net';
import type { FarEndLabel, HearingEvent } from '../../../lib/hearing/far-end';
import { CallSpend } from '../../../lib/speech/call-spend';
import { CallTranscriber } from '../../../lib/speech/call-transcriber';
import type { CallTranscriberOptions } from '../../../lib/speech/call-transcriber';
import { failure } from '../../../lib/speech/failure';
import { DeepgramLive } from '../../../lib/speech/providers/deepgram-live';
import { OpenAiRealtime } from '../../../lib/speech/providers/openai-realtime';
import { OpenAiTranscription } from '../../../lib/speech/providers/openai-rest';
import type {
  OpenedSession,
  ProviderNeeds,
  SpeechFailure,
  SpeechToText,
  SpeechToTextSession,
  Transcript,
} from '../../../lib/speech/speech.types';
import { ManualClock } from '../../support/manual-clock';

/** Understands how many samples it was given; answers when the test says. */
class FakeProvider implements SpeechToText {
  readonly needs: ProviderNeeds;
  readonly sessions: FakeSession[] = [];
  opened = 0;
  refuse: SpeechFailure | null = null;
  /** Answer each utterance at its end. */
  prompt = true;
  constructor(
    readonly name: string,
    audioGoesTo: ProviderNeeds['audioGoesTo'] = 'house',
    dollarsPerMinute = 0,
  ) {
    this.needs = { audioGoesTo, needs: [], languages: 'any', limits: [], dollarsPerMinute };
  }
  async open(): Promise<OpenedSession> {
    this.opened++;
    if (this.refuse) return this.refuse;
    const session = new FakeSession(this);
    this.sessions.push(session);
    return { ok: true, session };
  }
  async close(): Promise<void> {
    return undefined;
  }
}

class FakeSession implements SpeechToTextSession {
  onTranscript: ((transcript: Transcript) => void) | null = null;
  onFailure: ((failure: SpeechFailure, utterance: number | null) => void) | null = null;
  utterance = 0;
  samples: number[] = [];
  starts: number[] = [];
  open = false;
  constructor(readonly provider: FakeProvider) {}
  begin(sinceSeconds: number): number {
    this.open = true;
    this.starts.push(sinceSeconds);
    this.samples.push(0);
    return ++this.utterance;
  }
  write(frame: Int16Array): void {
    if (!this.open) return;
    this.samples[this.utterance - 1]! += frame.length;
    if (this.samples.at(-1) === 16_000) this.tell('partial', 'half');
  }
  finish(): void {
    this.open = false;
    if (this.provider.prompt) this.tell('final', `${this.provider.name} heard ${this.samples.at(-1)!}`);
  }
  async end(): Promise<void> {
    return undefined;
  }
  tell(kind: Transcript['kind'], text: string): void {
    const { utterance } = this;
    this.onTranscript?.({ kind, utterance, text, startSeconds: 0, endSeconds: 0, provider: this.provider.name });
  }
}

const label = (kind: FarEndLabel, atSeconds: number): HearingEvent => ({
  kind: 'far-end',
  label: kind,
  confidence: 0.9,
  sinceSeconds: atSeconds,
  atSeconds,
  evidence: [],
});

/** A call in which each `[from, to]` is spoken; hearing is certain 0.2 s in and 0.4 s after. */
function call(options: CallTranscriberOptions, clock = new ManualClock()) {
  const finals: Transcript[] = [];
  const partials: Transcript[] = [];
  const failures: string[] = [];
  const pauses: string[] = [];
  const transcriber = new CallTranscriber(
    options,
    {
      onTranscript: (transcript) => (transcript.kind === 'final' ? finals : partials).push(transcript),
      onFailure: ({ provider, code }) => failures.push(`${provider} ${code}`),
      onPause: (_utterance, text) => pauses.push(text),
    },
    { clock },
  );
  let now = 0;
  const planned: { readonly at: number; readonly run: () => void }[] = [];
  const until = async (seconds: number, events: HearingEvent[] = []): Promise<void> => {
    while (now < seconds) {
      now = Math.round((now + 0.02) * 100) / 100;
      const due = events.filter((event) => 'atSeconds' in event && Math.abs(event.atSeconds - now) < 0.001);
      for (const { at, run } of planned) if (Math.abs(at - now) < 0.001) run();
      transcriber.push(new Int16Array(160), due);
      await clock.advance(20);
    }
  };
  const speak = (from: number, to: number, kind: FarEndLabel = 'ivr_prompt'): Promise<void> =>
    until(to + 1.2, [
      { kind: 'utterance-start', sinceSeconds: from, atSeconds: from + 0.2 },
      label(kind, from + 0.6),
      { kind: 'utterance-end', sinceSeconds: from, endSeconds: to, atSeconds: to + 0.4 },
    ]);
  return { transcriber, finals, partials, failures, pauses, until, speak, clock, planned };
}

describe('call transcriber', () => {
  it('gives partial and final transcripts dated in seconds of the call', async () => {
    const provider = new FakeProvider('a');
    const { finals, partials, pauses, speak, until } = call({ providers: [provider] });
    await speak(2, 5);
    await until(30);
    await speak(31, 33);
    assert.deepEqual(
      finals.map(({ utterance, startSeconds, endSeconds }) => [utterance, startSeconds, endSeconds]),
      [
        [1, 1.7, 5],
        [2, 30.7, 33],
      ],
    );
    assert.equal(partials[0]!.text, 'half');
    assert.equal(pauses[0], 'half');
    // Nothing but the utterances was sent.
    assert.ok(provider.sessions[0]!.samples.every((samples) => samples < 5 * 8000));
  });

  it('has no words for music, whatever the recogniser says', async () => {
    const { finals, partials, speak } = call({ providers: [new FakeProvider('a')] });
    await speak(2, 9, 'music');
    assert.deepEqual([...finals, ...partials], []);
  });

  it('gives the whole utterance to the next provider when one breaks off in the middle', async () => {
    const [first, second] = [new FakeProvider('a'), new FakeProvider('b')];
    const { finals, failures, speak, planned } = call({ providers: [first, second] });
    await speak(1, 2);
    planned.push({ at: 7, run: () => first.sessions[0]!.onFailure?.(failure('a', 'disconnected', 'gone'), null) });
    await speak(5, 9);
    assert.deepEqual(failures, ['a disconnected']);
    assert.equal(finals.length, 2);
    assert.equal(finals[1]!.provider, 'b');
    assert.equal(second.sessions[0]!.starts[0], 4.7);
    // From 4.7 to 9.96: not a sample is missing.
    assert.ok(second.sessions[0]!.samples[0]! >= 5.2 * 8000);
  });

  it('gives an utterance that is never answered to the next provider', async () => {
    const [first, second] = [new FakeProvider('a'), new FakeProvider('b')];
    first.prompt = false;
    const { finals, failures, speak, until } = call({ providers: [first, second], budget: { finalTimeoutMs: 3000 } });
    await speak(1, 2);
    await until(7);
    assert.deepEqual(failures, ['a timeout']);
    assert.deepEqual(
      finals.map(({ provider }) => provider),
      ['b'],
    );
  });

  it('prefers the first provider again after a rest, but never one that cannot work', async () => {
    const [broken, keyless, last] = [new FakeProvider('a'), new FakeProvider('b'), new FakeProvider('c')];
    broken.refuse = failure('a', 'unreachable', 'no route');
    keyless.refuse = failure('b', 'unauthorized', 'no key');
    const { finals, failures, speak, until } = call({ providers: [broken, keyless, last] });
    await speak(1, 2);
    await speak(4, 5);
    assert.deepEqual([broken.opened, keyless.opened], [1, 1]);
    broken.refuse = null;
    await until(25);
    await speak(26, 27);
    assert.deepEqual(
      finals.map(({ provider }) => provider),
      ['c', 'c', 'a'],
    );
    assert.equal(keyless.opened, 1);
    assert.deepEqual(failures, ['a unreachable', 'b unauthorized']);
  });

  it('stops at the budget and goes on with what is free', async () => {
    const dear = new FakeProvider('cloud', 'cloud', 6);
    const free = new FakeProvider('house');
    const { transcriber, finals, failures, speak } = call({ providers: [dear, free], budget: { dollars: 0.5 } });
    await speak(1, 4);
    await speak(6, 9);
    assert.deepEqual(
      finals.map(({ provider }) => provider),
      ['cloud', 'house'],
    );
    assert.deepEqual(failures, ['cloud budget-spent']);
    assert.ok(transcriber.spent.dollars <= 0.5);
  });

  it('spends of the same purse as the voices of the call', async () => {
    const dear = new FakeProvider('cloud', 'cloud', 6);
    const spend = new CallSpend({ dollars: 0.5 });
    assert.ok(spend.pay(dear.needs, 3));
    const { finals, failures, speak } = call({ providers: [dear, new FakeProvider('house')], spend });
    await speak(1, 4);
    assert.deepEqual(failures, ['cloud budget-spent']);
    assert.equal(finals[0]!.provider, 'house');
  });

  it('limits the audio given to the cloud', async () => {
    const { finals, speak } = call({
      providers: [new FakeProvider('cloud', 'cloud'), new FakeProvider('house')],
      budget: { cloudAudioSeconds: 5 },
    });
    await speak(1, 4);
    await speak(6, 9);
    assert.deepEqual(
      finals.map(({ provider }) => provider),
      ['cloud', 'house'],
    );
  });

  it('goes on without a word when no provider works, and ends', async () => {
    const only = new FakeProvider('a');
    only.refuse = failure('a', 'unauthorized', 'no');
    const { transcriber, finals, speak } = call({ providers: [only] });
    await speak(1, 3);
    await transcriber.end();
    assert.deepEqual(finals, []);
    const nobody = call({ providers: [] });
    await nobody.speak(1, 3);
    await nobody.transcriber.end();
  });

  it('understands what is being said when the call ends', async () => {
    const { transcriber, finals, until } = call({ providers: [new FakeProvider('a')] });
    await until(3, [{ kind: 'utterance-start', sinceSeconds: 1, atSeconds: 1.2 }, label('live_human', 1.6)]);
    await transcriber.end();
    assert.equal(finals.length, 1);
  });
});

describe('no audio leaves this house', () => {
  const attempts: string[] = [];
  const { connect } = Socket.prototype;
  const { lookup } = dns;

  /** The network is gone: whoever tries is seen. */
  before(() => {
    Socket.prototype.connect = function (this: Socket) {
      attempts.push('connect');
      process.nextTick(() => this.destroy(new Error('the network is denied')));
      return this;
    };
    dns.lookup = ((_host: string, options: unknown, callback?: (error: Error) => void) => {
      attempts.push('lookup');
      const give = (callback ?? options) as (error: Error) => void;
      process.nextTick(() => give(new Error('the network is denied')));
    }) as unknown as typeof lookup;
  });
  after(() => {
    Socket.prototype.connect = connect;
    dns.lookup = lookup;
  });
  beforeEach(() => attempts.splice(0));

  const clouds = (): SpeechToText[] => [
    new DeepgramLive({ apiKey: 'k' }),
    new OpenAiRealtime({ apiKey: 'k' }),
    new OpenAiTranscription({ apiKey: 'k' }),
  ];

  it('never tries a cloud provider, and understands with one of the house', async () => {
    const { transcriber, finals, failures, speak } = call({
      providers: [...clouds(), new FakeProvider('house')],
      audioStaysInHouse: true,
    });
    await speak(1, 4);
    await transcriber.end();
    assert.deepEqual(attempts, []);
    assert.deepEqual(failures, ['deepgram not-allowed', 'openai-realtime not-allowed', 'openai not-allowed']);
    assert.deepEqual(
      finals.map(({ provider }) => provider),
      ['house'],
    );
  });

  it('would be seen if it did: without the rule the same call tries', async () => {
    const { failures, speak } = call({ providers: [new DeepgramLive({ apiKey: 'k' }), new FakeProvider('house')] });
    await speak(1, 4);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(attempts.length > 0);
    assert.deepEqual(failures, ['deepgram unreachable']);
  });
});

import type { SpeechProviders } from '../../lib/speech';
import type {
  OpenedSession,
  ProviderNeeds,
  SpeakOptions,
  SpeechFailure,
  SpeechToText,
  SpeechToTextSession,
  SpokenAudio,
  TextToSpeech,
  Transcript,
} from '../../lib/speech/speech.types';

const NEEDS: ProviderNeeds = { audioGoesTo: 'house', needs: [], languages: 'any', limits: [], dollarsPerMinute: 0 };

/** A recogniser that understands what the test says it understands. */
export class FakeSpeechToText implements SpeechToText {
  readonly name = 'fake';
  readonly needs = NEEDS;
  readonly sessions: FakeSession[] = [];
  /** Texts of the utterances to come, in order; "" when there is none left. */
  readonly texts: string[] = [];
  /** When set, it says when a final is told. */
  later: ((say: () => void) => void) | null = null;
  closed = false;

  open(): Promise<OpenedSession> {
    const session = new FakeSession(this);
    this.sessions.push(session);
    return Promise.resolve({ ok: true, session });
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

class FakeSession implements SpeechToTextSession {
  onTranscript: ((transcript: Transcript) => void) | null = null;
  onFailure: ((failure: SpeechFailure, utterance: number | null) => void) | null = null;
  samples = 0;
  #utterance = 0;
  #since = 0;

  constructor(private readonly provider: FakeSpeechToText) {}

  begin(sinceSeconds: number): number {
    this.#since = sinceSeconds;
    this.samples = 0;
    return ++this.#utterance;
  }

  write(frame: Int16Array): void {
    this.samples += frame.length;
    this.#say('partial', this.provider.texts[0] ?? '');
  }

  finish(): void {
    const { texts, later } = this.provider;
    const text = texts.shift() ?? '';
    if (later) later(() => this.#say('final', text));
    else this.#say('final', text);
  }

  end(): Promise<void> {
    return Promise.resolve();
  }

  #say(kind: 'partial' | 'final', text: string): void {
    const endSeconds = this.#since + this.samples / 8000;
    const provider = this.provider.name;
    this.onTranscript?.({ kind, utterance: this.#utterance, text, startSeconds: this.#since, endSeconds, provider });
  }
}

/** A voice whose sound is as long as its text; what it was asked to say is kept. */
export class FakeTextToSpeech implements TextToSpeech {
  readonly name = 'fake-voice';
  readonly needs = NEEDS;
  readonly said: string[] = [];
  /** Of each of them: whether it was said to hold a secret. */
  readonly secret: boolean[] = [];
  failure: SpeechFailure | null = null;

  speak(text: string, _voice: string | null, options: SpeakOptions): Promise<SpokenAudio | SpeechFailure> {
    if (this.failure) return Promise.resolve(this.failure);
    this.said.push(text);
    this.secret.push(options.holdsSecret === true);
    return Promise.resolve({ ok: true, samples: new Int16Array(text.length * 100), sampleRateHz: 8000 });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export interface FakeSpeech extends SpeechProviders {
  readonly recogniser: FakeSpeechToText;
  readonly voice: FakeTextToSpeech;
}

export function fakeSpeech(): FakeSpeech {
  const recogniser = new FakeSpeechToText();
  const voice = new FakeTextToSpeech();
  return {
    recogniser,
    voice,
    speechToText: [recogniser],
    textToSpeech: voice,
    close: async () => {
      await recogniser.close();
    },
  };
}

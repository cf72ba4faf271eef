/**
 * Voices in order of preference: the next speaks when one fails, none of the cloud where that is not allowed or what is
 * said is a secret, none that the call's purse does not reach for. The time allowed is for all of them together: a
 * person is waiting.
 */
import { systemClock } from '../clock';
import type { Clock } from '../clock';
import { failure } from './failure';
import { LONGEST_SPOKEN_TEXT } from './limits';
import type {
  ProviderNeeds,
  SpeakOptions,
  SpeechFailure,
  SpeechFailureCode,
  SpokenAudio,
  TextToSpeech,
} from './speech.types';

export interface FallbackVoice {
  readonly provider: TextToSpeech;
  /** That provider's voice; null is its default. A name of one provider means nothing to another. */
  readonly voice: string | null;
}

export interface FallbackTextToSpeechOptions {
  readonly voices: readonly FallbackVoice[];
  /** Nothing leaves this house: what we say may hold an account number. */
  readonly audioStaysInHouse?: boolean;
  /** Speaks what holds a secret where all of `voices` are of the cloud, and nothing else. */
  readonly voiceForSecrets?: FallbackVoice;
  readonly onFailure?: (failure: SpeechFailure) => void;
}

const REST_MS = 30_000;
/** For all voices together, when the caller says nothing. */
const DEFAULT_TIMEOUT_MS = 20_000;
/** Of the time left, for a voice that has others behind it. */
const SHARE = 0.5;
/** Speech is paid for before it is made: slow speech has so many characters a second. */
const CHARACTERS_A_SECOND = 12;

const NO_VOICE_FOR_SECRETS =
  'A secret does not leave this house, and every voice set up is outside of it: add the built-in voice, Piper or a ' +
  'Wyoming server of your network to Speaking in the speech service';

const MAY_HAVE_WORKED: ReadonlySet<SpeechFailureCode> = new Set(['timeout', 'disconnected', 'protocol']);

export class FallbackTextToSpeech implements TextToSpeech {
  readonly name = 'voices';
  readonly needs: ProviderNeeds;
  readonly #options: FallbackTextToSpeechOptions;
  readonly #clock: Clock;
  readonly #restsUntil = new Map<TextToSpeech, number>();

  constructor(options: FallbackTextToSpeechOptions, dependencies: { readonly clock?: Clock } = {}) {
    this.#options = options;
    this.#clock = dependencies.clock ?? systemClock;
    const first = options.voices[0]?.provider.needs;
    this.needs = first ?? { audioGoesTo: 'house', needs: ['a voice'], languages: [], limits: [], dollarsPerMinute: 0 };
  }

  /** `voice` replaces the first provider's voice only. */
  async speak(text: string, voice: string | null, options: SpeakOptions): Promise<SpokenAudio | SpeechFailure> {
    if (text.length > LONGEST_SPOKEN_TEXT) {
      return failure(this.name, 'refused', `the text is longer than ${LONGEST_SPOKEN_TEXT} characters`);
    }
    const { timeoutMs = DEFAULT_TIMEOUT_MS, spend, holdsSecret = false } = options;
    const deadline = this.#clock.now() + timeoutMs;
    const paidSeconds = text.length / CHARACTERS_A_SECOND;
    const entries = holdsSecret ? this.#forSecrets() : this.#inOrder();
    let last = failure(this.name, 'refused', 'no voice is set up');
    if (entries.length === 0 && this.#options.voices.length > 0) {
      last = failure(this.name, 'not-allowed', NO_VOICE_FOR_SECRETS);
      this.#options.onFailure?.(last);
    }
    for (const [index, entry] of entries.entries()) {
      const { provider } = entry;
      const { name, needs } = provider;
      const left = deadline - this.#clock.now();
      if (left <= 0) return last;
      if (this.#options.audioStaysInHouse && needs.audioGoesTo === 'cloud') {
        last = failure(name, 'not-allowed', `${name} would send what we say out of this house`);
      } else if (spend && !spend.pay(needs, paidSeconds)) {
        last = failure(name, 'budget-spent', `the call's budget for ${name} is spent`);
      } else {
        const own = entry === this.#options.voices[0] ? voice : null;
        const share = index === entries.length - 1 ? 1 : SHARE;
        const result = await provider.speak(text, own ?? entry.voice, {
          ...options,
          timeoutMs: Math.ceil(left * share),
        });
        if (result.ok) {
          spend?.settle(needs, paidSeconds, result.samples.length / result.sampleRateHz);
          this.#restsUntil.delete(provider);
          return result;
        }
        // Who broke off may have worked, and be paid; who declined has not.
        if (!MAY_HAVE_WORKED.has(result.code)) spend?.settle(needs, paidSeconds, 0);
        last = { ...result, message: withoutWhatWasSaid(result.message, text) };
        // A text it does not like says nothing about the next text.
        if (result.code !== 'refused') this.#restsUntil.set(provider, this.#clock.now() + REST_MS);
      }
      this.#options.onFailure?.(last);
    }
    return last;
  }

  /** Those that failed lately come last: any voice is better than none. */
  #inOrder(): FallbackVoice[] {
    const now = this.#clock.now();
    const rests = ({ provider }: FallbackVoice): boolean => (this.#restsUntil.get(provider) ?? 0) > now;
    const { voices } = this.#options;
    return [...voices.filter((entry) => !rests(entry)), ...voices.filter(rests)];
  }

  /** A secret is given to nobody outside, whatever happens to those inside. */
  #forSecrets(): FallbackVoice[] {
    const local = this.#inOrder().filter(({ provider }) => provider.needs.audioGoesTo !== 'cloud');
    const { voiceForSecrets } = this.#options;
    return local.length > 0 || !voiceForSecrets ? local : [voiceForSecrets];
  }

  async close(): Promise<void> {
    const { voices, voiceForSecrets } = this.#options;
    const all = voiceForSecrets ? [...voices, voiceForSecrets] : voices;
    await Promise.all(all.map(({ provider }) => provider.close()));
  }
}

/** A server's complaint may repeat the text, and the text an account number (DESIGN law 8). */
function withoutWhatWasSaid(message: string, text: string): string {
  const secrets = [text, ...text.split(/\s+/).filter((word) => /\d/.test(word))];
  return secrets.filter((part) => part.length > 1).reduce((clean, part) => clean.replaceAll(part, '…'), message);
}

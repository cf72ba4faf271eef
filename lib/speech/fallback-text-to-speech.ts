/** Voices in order of preference: the next speaks when one fails, and none of the cloud where that is not allowed. */
import { systemClock } from '../clock';
import type { Clock } from '../clock';
import { failure } from './failure';
import type { ProviderNeeds, SpeakOptions, SpeechFailure, SpokenAudio, TextToSpeech } from './speech.types';

export interface FallbackVoice {
  readonly provider: TextToSpeech;
  /** That provider's voice; null is its default. A name of one provider means nothing to another. */
  readonly voice: string | null;
}

export interface FallbackTextToSpeechOptions {
  readonly voices: readonly FallbackVoice[];
  /** Nothing leaves this house: what we say may hold an account number. */
  readonly audioStaysInHouse?: boolean;
  readonly onFailure?: (failure: SpeechFailure) => void;
}

const REST_MS = 30_000;

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
    let last = failure(this.name, 'refused', 'no voice is set up');
    for (const [index, entry] of this.#options.voices.entries()) {
      const { provider } = entry;
      if (this.#options.audioStaysInHouse && provider.needs.audioGoesTo === 'cloud') {
        last = failure(provider.name, 'not-allowed', `${provider.name} would send what we say out of this house`);
        this.#options.onFailure?.(last);
        continue;
      }
      if ((this.#restsUntil.get(provider) ?? 0) > this.#clock.now()) continue;
      const result = await provider.speak(text, (index === 0 ? voice : null) ?? entry.voice, options);
      if (result.ok) return result;
      last = result;
      // A text it does not like says nothing about the next text.
      if (result.code !== 'refused') this.#restsUntil.set(provider, this.#clock.now() + REST_MS);
      this.#options.onFailure?.(result);
    }
    return last;
  }

  async close(): Promise<void> {
    await Promise.all(this.#options.voices.map(({ provider }) => provider.close()));
  }
}

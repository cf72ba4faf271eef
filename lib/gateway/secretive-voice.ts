/**
 * The voice of one call: it tells the provider which texts hold one of the call's secrets, so that they do not leave the
 * house (DESIGN law 8). All that is said in a call passes here.
 */
import type { SpeakOptions, SpeechFailure, SpokenAudio, TextToSpeech } from '../speech';
import type { CallSecrets } from './call-secrets';
import type { SpeechLease } from './speech-keeper';

export class SecretiveVoice implements TextToSpeech {
  readonly name: string;
  readonly needs: TextToSpeech['needs'];
  readonly #voice: TextToSpeech;
  readonly #secrets: CallSecrets;
  /** Texts with a value filled in, while they are said. */
  readonly #filledIn: string[] = [];

  constructor(voice: TextToSpeech, secrets: CallSecrets) {
    this.name = voice.name;
    this.needs = voice.needs;
    this.#voice = voice;
    this.#secrets = secrets;
  }

  /** The lease with this voice in place of its own. */
  within(lease: SpeechLease): SpeechLease {
    return { ...lease, providers: { ...lease.providers, textToSpeech: this } };
  }

  /** What was filled into a text is a secret, also where it is too short to be known by itself. */
  async saying<T>(filled: string, say: () => Promise<T>): Promise<T> {
    this.#filledIn.push(filled);
    try {
      return await say();
    } finally {
      this.#filledIn.splice(this.#filledIn.indexOf(filled), 1);
    }
  }

  speak(text: string, voice: string | null, options: SpeakOptions): Promise<SpokenAudio | SpeechFailure> {
    // A long text may have been cut on its way here.
    const holdsSecret = this.#filledIn.some((filled) => filled.startsWith(text)) || this.#secrets.areToldBy(text);
    return this.#voice.speak(text, voice, { ...options, holdsSecret });
  }

  /** The provider is the gateway's, and other calls speak with it. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

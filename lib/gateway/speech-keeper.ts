/**
 * Keeps what understands and speaks for a gateway: made of the settings, replaced when they change, closed when the last
 * call that uses it is over. The recogniser starts with the first call, not with the gateway: while it rings there is time.
 */
import type { Logger } from '../logger';
import type { SpeechProviders, SpeechSettings } from '../speech';

export type OpenSpeech = (settings: SpeechSettings, log: Logger) => SpeechProviders;

/** A call's hold on the providers it began with. */
export interface SpeechLease {
  readonly providers: SpeechProviders;
  readonly settings: SpeechSettings;
  release(): void;
}

interface Kept {
  readonly providers: SpeechProviders;
  readonly settings: SpeechSettings;
  users: number;
  retired: boolean;
}

export class SpeechKeeper {
  readonly #open: OpenSpeech;
  readonly #log: Logger;
  readonly #all = new Set<Kept>();
  #current: Kept;

  constructor(open: OpenSpeech, settings: SpeechSettings, log: Logger) {
    this.#open = open;
    this.#log = log;
    this.#current = this.#make(settings);
  }

  apply(settings: SpeechSettings): void {
    if (JSON.stringify(settings) === JSON.stringify(this.#current.settings)) return;
    const old = this.#current;
    this.#current = this.#make(settings);
    old.retired = true;
    this.#closeIfIdle(old);
  }

  lease(): SpeechLease {
    const kept = this.#current;
    kept.users++;
    this.#warmUp(kept);
    let held = true;
    return {
      providers: kept.providers,
      settings: kept.settings,
      release: () => {
        if (!held) return;
        held = false;
        kept.users--;
        this.#closeIfIdle(kept);
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((kept) => this.#close(kept)));
  }

  /** The first recogniser only: the others are asked when it fails. One that will refuse the language need not start. */
  #warmUp({ providers, settings }: Kept): void {
    const first = providers.speechToText[0];
    if (first === undefined) return;
    const { languages } = first.needs;
    const language = primaryTag(settings.language);
    if (languages !== 'any' && !languages.some((known) => primaryTag(known) === language)) return;
    first.warmUp?.().catch((error: unknown) => this.#log.debug(`speech: ${String(error)}`));
  }

  #make(settings: SpeechSettings): Kept {
    const kept = { providers: this.#open(settings, this.#log), settings, users: 0, retired: false };
    this.#all.add(kept);
    return kept;
  }

  #closeIfIdle(kept: Kept): void {
    if (kept.retired && kept.users === 0) void this.#close(kept);
  }

  async #close(kept: Kept): Promise<void> {
    if (!this.#all.delete(kept)) return;
    try {
      await kept.providers.close();
    } catch (error) {
      this.#log.warn(`speech: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/** Of a BCP 47 tag, what says the language: "en-GB" is English. */
const primaryTag = (language: string): string => language.toLowerCase().split('-', 1)[0]!;

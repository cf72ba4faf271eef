/**
 * Sends keys until the far end takes them: again while it holds us, more slowly or by the next DTMF mode when the
 * navigator found that they had no effect. A mode that helped stays for the rest of the walk.
 */
import type { Clock } from '../../clock';
import type { Call } from '../call';
import type { DtmfMode } from '../leg';
import type { NavigateServices } from './navigate-services';

const ATTEMPTS = 3;
const BETWEEN_ATTEMPTS_MS = 1000;

export class KeySender {
  readonly #call: Call;
  readonly #services: Pick<NavigateServices, 'dtmfModes' | 'onDtmfModeWorked'>;
  readonly #clock: Clock;
  #mode = 0;
  /** The last keys went out by another mode than the ones before: the next keys will show that it works. */
  #onTrial = false;
  #stopped = false;

  constructor(call: Call, services: Pick<NavigateServices, 'dtmfModes' | 'onDtmfModeWorked'>, clock: Clock) {
    this.#call = call;
    this.#services = services;
    this.#clock = clock;
  }

  /** False when the far end takes no keys, by no mode. */
  async send(digits: string, manner?: 'slowly' | 'otherwise'): Promise<boolean> {
    if (manner === 'otherwise') {
      this.#mode = (this.#mode + 1) % Math.max(1, this.#services.dtmfModes.length);
      this.#onTrial = true;
      this.#call.record('ivr/keys-otherwise', this.#modeName, { evidence: ['the keys had no effect before'] });
    } else if (manner === undefined) this.worked();
    for (let attempt = 1; attempt <= ATTEMPTS && !this.#stopped; attempt++) {
      if (await this.#sendOnce(digits, manner === 'slowly')) return true;
      if (attempt < ATTEMPTS) {
        await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, BETWEEN_ATTEMPTS_MS));
      }
    }
    return false;
  }

  /** The keys sent last had an effect. */
  worked(): void {
    if (!this.#onTrial) return;
    this.#onTrial = false;
    this.#services.onDtmfModeWorked?.(this.#modeName);
  }

  stop(): void {
    this.#stopped = true;
  }

  get #modeName(): DtmfMode {
    return this.#services.dtmfModes[this.#mode] ?? 'rfc4733';
  }

  async #sendOnce(digits: string, slowly: boolean): Promise<boolean> {
    const { leg } = this.#call;
    if (!leg) return false;
    leg.tellHearing({ note: 'own', kind: 'digit', active: true });
    try {
      return await leg.sendDigits(digits, { mode: this.#modeName, ...(slowly && { slowly }) });
    } finally {
      leg.tellHearing({ note: 'own', kind: 'digit', active: false });
    }
  }
}

/**
 * The purse of one call: what its recognisers and its voices cost together, by the providers' own estimates. Pure.
 * Shared by all that a call does with speech; what costs nothing and stays in the house is never refused.
 */
import type { ProviderNeeds } from './speech.types';

export interface SpendLimits {
  /** Estimated cost of one call, US dollars, over all providers; default 1. */
  readonly dollars?: number;
  /** Audio given to and taken from providers of the cloud, per call; default 60 minutes. */
  readonly cloudAudioSeconds?: number;
}

type Price = Pick<ProviderNeeds, 'audioGoesTo' | 'dollarsPerMinute'>;

export class CallSpend {
  readonly #dollars: number;
  readonly #cloudAudioSeconds: number;
  #spentDollars = 0;
  #spentSeconds = 0;

  constructor({ dollars = 1, cloudAudioSeconds = 3600 }: SpendLimits = {}) {
    this.#dollars = dollars;
    this.#cloudAudioSeconds = cloudAudioSeconds;
  }

  get spent(): { readonly dollars: number; readonly cloudAudioSeconds: number } {
    return { dollars: this.#spentDollars, cloudAudioSeconds: this.#spentSeconds };
  }

  /** Pays for so much audio. False when that is more than is left: nothing is taken. */
  pay(price: Price, seconds: number): boolean {
    const { dollars, cloudSeconds } = costOf(price, seconds);
    if (dollars > 0 && this.#spentDollars + dollars > this.#dollars) return false;
    if (cloudSeconds > 0 && this.#spentSeconds + cloudSeconds > this.#cloudAudioSeconds) return false;
    this.#spentDollars += dollars;
    this.#spentSeconds += cloudSeconds;
    return true;
  }

  /** So much was paid for, so much was used: what is over comes back, what was missing is taken even beyond the limit. */
  settle(price: Price, paidSeconds: number, usedSeconds: number): void {
    const { dollars, cloudSeconds } = costOf(price, usedSeconds - paidSeconds);
    this.#spentDollars = Math.max(0, this.#spentDollars + dollars);
    this.#spentSeconds = Math.max(0, this.#spentSeconds + cloudSeconds);
  }
}

function costOf({ audioGoesTo, dollarsPerMinute }: Price, seconds: number): { dollars: number; cloudSeconds: number } {
  return { dollars: (dollarsPerMinute * seconds) / 60, cloudSeconds: audioGoesTo === 'cloud' ? seconds : 0 };
}

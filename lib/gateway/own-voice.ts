/** What we say into the company's leg, with hearing told: its echo is not the far end, and an answer to it means much. */
import type { PlayEnd, PlaySource } from '../media/media.types';
import type { CallSpend, SpeechFailure, TextToSpeech } from '../speech';
import type { Leg } from './leg';

/** Plays to the far end. Rejects when the source cannot be read. */
export async function sayOn(leg: Leg, source: PlaySource): Promise<PlayEnd> {
  leg.tellHearing({ note: 'own', kind: 'speech', active: true });
  try {
    return await leg.play(source);
  } finally {
    leg.tellHearing({ note: 'own', kind: 'speech', active: false });
  }
}

/** Longer than any sentence a menu or a person wants to hear. */
const LONGEST_TEXT = 500;

/** Text as sound for a leg, of the call's purse; what was spoken before comes at once. */
export async function spoken(
  text: string,
  voice: TextToSpeech,
  spend?: CallSpend,
): Promise<PlaySource | SpeechFailure> {
  const audio = await voice.speak(text.slice(0, LONGEST_TEXT), null, { sampleRateHz: 8000, timeoutMs: 10_000, spend });
  return audio.ok ? { kind: 'samples', samples: audio.samples } : audio;
}

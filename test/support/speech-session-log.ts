/** What a speech-to-text session said, and tones to send it. */
import type { OpenedSession, SpeechFailure, SpeechToTextSession, Transcript } from '../../lib/speech/speech.types';

export interface SessionLog {
  readonly session: SpeechToTextSession;
  readonly transcripts: Transcript[];
  readonly failures: { readonly code: string; readonly message: string; readonly utterance: number | null }[];
  /** Texts of the finals, by utterance. */
  finals(): string[];
  partials(): string[];
}

export function logSession(opened: OpenedSession): SessionLog {
  if (!opened.ok) throw new Error(`not opened: ${opened.code} ${opened.message}`);
  const { session } = opened;
  const transcripts: Transcript[] = [];
  const failures: SessionLog['failures'] = [];
  session.onTranscript = (transcript) => transcripts.push(transcript);
  session.onFailure = ({ code, message }: SpeechFailure, utterance) => failures.push({ code, message, utterance });
  const texts = (kind: Transcript['kind']): string[] =>
    transcripts.filter((transcript) => transcript.kind === kind).map(({ text }) => text);
  return { session, transcripts, failures, finals: () => texts('final'), partials: () => texts('partial') };
}

/** Loud enough to be taken for speech. */
export function voiceLike(seconds: number, sampleRateHz = 8000): Int16Array {
  return Int16Array.from({ length: Math.round(seconds * sampleRateHz) }, (_, index) =>
    Math.round(6000 * Math.sin((2 * Math.PI * 200 * index) / sampleRateHz) * Math.sin(index / 900)),
  );
}

/** An utterance of `seconds` in frames of 20 ms. */
export function say(session: SpeechToTextSession, sinceSeconds: number, seconds: number, sampleRateHz = 8000): number {
  const utterance = session.begin(sinceSeconds);
  const samples = voiceLike(seconds, sampleRateHz);
  const frame = sampleRateHz / 50;
  for (let at = 0; at < samples.length; at += frame) session.write(samples.subarray(at, at + frame));
  session.finish();
  return utterance;
}

/** Waits until a loopback peer has said what is wanted; rejects after 3 s. */
export async function until(look: () => boolean): Promise<void> {
  const last = Date.now() + 3000;
  while (!look()) {
    if (Date.now() > last) throw new Error(`waited 3 s for ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

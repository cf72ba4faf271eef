/**
 * What the embedded recogniser understands of a call, with the second of audio at which each text would have reached
 * hearing: audio is fed at a few times real time, and a text is dated by the audio fed when it came back.
 */
import { FarEndTracker } from '../../lib/hearing';
import type { TranscriptNote } from '../../lib/hearing';
import { CallTranscriber, type EmbeddedSpeechToText } from '../../lib/speech';

export interface ArrivedTranscript extends TranscriptNote {
  readonly arrivesSeconds: number;
}

const FRAME = 160;
/** Every 100 ms of audio this long is left to the recogniser: five times real time. */
const STEP = 800;
const STEP_MS = 20;

export async function transcriptsOf(
  samples: Int16Array,
  recogniser: EmbeddedSpeechToText,
): Promise<ArrivedTranscript[]> {
  const out: ArrivedTranscript[] = [];
  const tracker = new FarEndTracker();
  let seconds = 0;
  const call = new CallTranscriber(
    { providers: [recogniser], budget: { finalTimeoutMs: 60_000 } },
    {
      onTranscript: ({ text, startSeconds, endSeconds, kind, confidence }) =>
        out.push({
          text,
          sinceSeconds: startSeconds,
          endSeconds,
          final: kind === 'final',
          ...(confidence === undefined ? {} : { confidence }),
          arrivesSeconds: seconds,
        }),
    },
  );
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    seconds = at / 8000;
    const frame = samples.subarray(at, at + FRAME);
    call.push(frame, tracker.push(frame));
    if (at % STEP === 0) await new Promise((resume) => setTimeout(resume, call.pending > 0 ? STEP_MS : 0));
  }
  await call.end();
  return out;
}

/** Tells what the company says, utterance by utterance, until the call is over. Runs beside any other job. */
import type { Call } from '../call';
import type { CallTranscript } from '../call-speech';
import type { JobOwner, JobReport, TranscribeRequest } from '../gateway.types';
import { Job } from './job';

export class TranscribeJob extends Job {
  readonly kind = 'transcribe';
  readonly #request: TranscribeRequest;
  readonly #stopObserving: () => void;
  readonly #stopListening: () => void;

  constructor(call: Call, request: TranscribeRequest, owner: JobOwner, deliver: (report: JobReport) => void) {
    super(call, owner, deliver);
    this.#request = request;
    this.#stopListening = call.keepListening();
    this.#stopObserving = call.observe({
      onTranscript: (transcript) => this.#onTranscript(transcript),
      onEnded: () => this.#end('call/ended', call.snapshot().endReason ?? 'completed'),
    });
  }

  start(): void {
    this.call.record('transcript/started', true);
  }

  abandon(): void {
    this.#end('transcript/ended', 'flow-removed');
  }

  protected release(): void {
    this.#stopObserving();
    this.#stopListening();
  }

  #onTranscript(transcript: CallTranscript): void {
    const { kind, text, ...details } = transcript;
    if (text === '') return;
    if (kind === 'final') this.report('transcript', 'transcript/final', text, details);
    else if (kind === 'partial' && this.#request.partials) {
      this.report('progress', 'transcript/partial', text, details);
    }
  }

  #end(topic: string, payload: unknown): void {
    if (this.finished) return;
    this.release();
    this.finish('ended', topic, payload);
  }
}

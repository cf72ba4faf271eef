/** What a session says by itself: samples or a tone, frame by frame. */
import { ToneGenerator } from './tones';

export type PlayProgram =
  | { readonly kind: 'samples'; readonly samples: Int16Array; readonly loop: boolean }
  | {
      readonly kind: 'tone';
      readonly frequenciesHz: readonly number[];
      readonly cadenceMs: readonly number[];
      readonly levelDbfs: number;
      readonly loop: boolean;
    };

export class Player {
  readonly #program: PlayProgram;
  readonly #tone: ToneGenerator | null;
  #position = 0;

  constructor(program: PlayProgram) {
    this.#program = program;
    this.#tone =
      program.kind === 'tone' ? new ToneGenerator(program.frequenciesHz, program.cadenceMs, program.levelDbfs) : null;
  }

  /** Fills `frame`, padded with silence at the end; false when there was nothing left to say. */
  fill(frame: Int16Array): boolean {
    const program = this.#program;
    if (program.kind === 'tone') return this.#tone!.fill(frame, program.loop) > 0;
    const { samples, loop } = program;
    let filled = 0;
    while (filled < frame.length) {
      if (this.#position >= samples.length) {
        if (!loop || samples.length === 0) break;
        this.#position = 0;
      }
      const count = Math.min(frame.length - filled, samples.length - this.#position);
      for (let index = 0; index < count; index++) frame[filled + index] = samples[this.#position + index]!;
      filled += count;
      this.#position += count;
    }
    frame.fill(0, filled);
    return filled > 0;
  }
}

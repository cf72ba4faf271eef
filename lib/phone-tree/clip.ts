/** A piece of sound in memory, 8 kHz mono, and the sums the phone tree does with it: cut, turn, mix, measure. */

export const SAMPLE_RATE = 8000;

export interface Clip {
  readonly name: string;
  readonly samples: Int16Array;
  readonly durationMs: number;
  /** Silence before the first audible sound. */
  readonly onsetMs: number;
}

/** Louder than room noise and dither, quieter than the weakest consonant: -42 dBFS over 5 ms. */
const AUDIBLE_RMS = 260;
const ONSET_WINDOW = 40;

export function makeClip(name: string, samples: Int16Array): Clip {
  return { name, samples, durationMs: (samples.length * 1000) / SAMPLE_RATE, onsetMs: measureOnsetMs(samples) };
}

function measureOnsetMs(samples: Int16Array): number {
  for (let start = 0; start + ONSET_WINDOW <= samples.length; start += ONSET_WINDOW) {
    let energy = 0;
    for (let n = start; n < start + ONSET_WINDOW; n++) energy += samples[n]! * samples[n]!;
    if (Math.sqrt(energy / ONSET_WINDOW) >= AUDIBLE_RMS) return (start * 1000) / SAMPLE_RATE;
  }
  return 0;
}

/** The same ring of sound, begun at another place: how music goes on where it was interrupted. */
export function turned(clip: Clip, offsetMs: number): Clip {
  const length = clip.samples.length;
  const offset = length === 0 ? 0 : Math.round((offsetMs * SAMPLE_RATE) / 1000) % length;
  if (offset === 0) return clip;
  const samples = new Int16Array(length);
  samples.set(clip.samples.subarray(offset));
  samples.set(clip.samples.subarray(0, offset), length - offset);
  return { ...clip, samples };
}

/** `voice` over `ground`, which is looped, begun at `offsetMs` and turned down to `level` (0 to 1). */
export function mixed(voice: Clip, ground: Clip, offsetMs: number, level: number): Clip {
  const samples = Int16Array.from(voice.samples);
  const length = ground.samples.length;
  if (length === 0) return voice;
  const offset = Math.round((offsetMs * SAMPLE_RATE) / 1000);
  for (let n = 0; n < samples.length; n++) {
    const sum = samples[n]! + level * ground.samples[(offset + n) % length]!;
    samples[n] = Math.max(-32768, Math.min(32767, Math.round(sum)));
  }
  return { ...voice, samples };
}

interface Part {
  readonly frequenciesHz: readonly number[];
  readonly ms: number;
}

/** Tones one after the other; no frequency is a pause. Each tone at `levelDbfs`, with 3 ms edges so that it does not click. */
export function tones(name: string, parts: readonly Part[], levelDbfs = -16): Clip {
  const samples = new Int16Array(parts.reduce((sum, part) => sum + (part.ms * SAMPLE_RATE) / 1000, 0));
  const amplitude = 32767 * 10 ** (levelDbfs / 20) * Math.SQRT2;
  let at = 0;
  for (const part of parts) {
    const length = (part.ms * SAMPLE_RATE) / 1000;
    for (let n = 0; n < length && part.frequenciesHz.length > 0; n++) {
      const edge = Math.min(1, n / 24, (length - n) / 24);
      const sum = part.frequenciesHz.reduce((total, hz) => total + Math.sin((2 * Math.PI * hz * n) / SAMPLE_RATE), 0);
      samples[at + n] = Math.round((amplitude * edge * sum) / part.frequenciesHz.length);
    }
    at += length;
  }
  return makeClip(name, samples);
}

/** The built-in sounds: North American tones (ITU-T E.180 supplement 2) and special information tones (E.180 section 8). */
export function builtInClips(): Map<string, Clip> {
  const clips = [
    makeClip('silence', new Int16Array(SAMPLE_RATE)),
    tones('ringing', [
      { frequenciesHz: [440, 480], ms: 2000 },
      { frequenciesHz: [], ms: 4000 },
    ]),
    tones('busy', [
      { frequenciesHz: [480, 620], ms: 500 },
      { frequenciesHz: [], ms: 500 },
    ]),
    tones('congestion', [
      { frequenciesHz: [480, 620], ms: 250 },
      { frequenciesHz: [], ms: 250 },
    ]),
    tones('beep', [
      { frequenciesHz: [1000], ms: 400 },
      { frequenciesHz: [], ms: 100 },
    ]),
    tones('sit', [
      { frequenciesHz: [950], ms: 330 },
      { frequenciesHz: [1400], ms: 330 },
      { frequenciesHz: [1800], ms: 330 },
      { frequenciesHz: [], ms: 1000 },
    ]),
  ];
  return new Map(clips.map((clip) => [clip.name, clip]));
}

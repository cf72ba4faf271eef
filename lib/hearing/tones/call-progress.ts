/**
 * Call progress tones by pitch and cadence: ringback, busy, reorder, special information tones, fax, dial tone, beep.
 * Frequencies and cadences of national plans (ITU-T E.180 Supplement 2) fall into few families, so a country hint is
 * not needed: below 510 Hz the cadence alone tells ringing from busy everywhere.
 */
import type { CallTime } from '../frames/call-time';
import type { SpectralLine } from '../frames/frame-features';

export type ToneName = 'ringing' | 'busy' | 'sit';
export type SignalName = 'beep' | 'fax-calling' | 'fax-answer' | 'dial-tone';

/** A family of pitches that one signal may have. */
type Pitch = 'low' | 'dial' | 'na-busy' | 'sit1' | 'sit2' | 'sit3' | 'cng' | 'ced' | 'other';

export interface HeardSignal {
  readonly signal: SignalName;
  readonly sinceSeconds: number;
  readonly durationMs: number;
}

/** What of a frame tells tones. */
export interface ToneFrame {
  readonly levelDb: number;
  readonly lines: readonly SpectralLine[];
  readonly ringBandShare: number;
}

interface Burst {
  pitch: Pitch;
  from: number;
  to: number;
  /** Loudest frame between this burst and the next, dB below the burst's own level: a cadence pauses in silence. */
  pauseDb: number;
  frames: number;
  sum: number;
  squares: number;
  /** Music was heard shortly before: a pure note may be part of it. */
  afterMusic: boolean;
}

/** Shares of the band's power the two or three strongest lines must hold. */
const PURE = 0.8;
const LEAST_DB = -52;
/** No busy or reorder tone of E.180 sounds longer than 0.6 s at a time; every single-burst ringback does. */
const LONGEST_BUSY_ON = 0.62;
/** The longest pause of a ringback (NA, ETSI, IT, CN: 4 s), with room for jitter. */
const LONGEST_RING_OFF = 4.6;
const CONTINUOUS = 6;
/** Pauses of a cadence are silent: this far below the tone. */
const SILENT_PAUSE_DB = -14;
/** The first of special information tones lasts 0.33 s; lost packets may leave a third of it. */
const LEAST_SIT_ON = 0.1;
/** The pause after a double ring (GB, AU: 2 s), with room for jitter. */
const DOUBLE_RING_OFF = 2.6;
/** No plan pauses for less than 100 ms; lost packets do. */
const LONGEST_DROPOUT = 0.095;

export class CallProgress {
  /** What the cadence says now; null = no tone. */
  tone: ToneName | null = null;
  sinceSeconds = 0;
  /** Words on why. */
  why = '';
  /** True while a pure tone is sounding, whatever it means: it is not speech and not music. */
  sounding = false;
  /** Seconds at which the present burst began. */
  burstSeconds = 0;

  private readonly bursts: Burst[] = Array.from({ length: 6 }, () => ({
    pitch: 'other',
    from: -100,
    to: -100,
    pauseDb: 0,
    frames: 0,
    sum: 0,
    squares: 0,
    afterMusic: false,
  }));
  private newest = 0;
  private pitch: Pitch | null = null;
  private glitches = 0;
  private runDb = LEAST_DB;
  private endDb = LEAST_DB;
  private longestOff = 0;
  /** Longest pause this ringback may make before two were heard. */
  private ringOff = LONGEST_RING_OFF;
  private musicSeconds = -100;
  private lastDb = -96;
  private beforeLastDb = -96;
  private repeats = 0;
  private signalled = false;

  constructor(private readonly time: CallTime) {}

  /**
   * One analysed frame. `harmless`: nothing but this tone or silence is heard; `music`: the acoustic
   * model hears music now.
   */
  push(frame: ToneFrame, harmless: boolean, music: boolean): HeardSignal | null {
    const { levelDb } = frame;
    const now = this.time.seconds;
    if (music && !this.sounding) this.musicSeconds = now;

    const pitch = levelDb > LEAST_DB && levelDb > this.runDb - 12 ? pitchOf(frame) : null;
    let signal: HeardSignal | null = null;
    if (pitch !== null && pitch === this.pitch) {
      this.glitches = 0;
      this.runDb = Math.max(levelDb, this.runDb - 0.05);
      this.sounding = true;
      const burst = this.bursts[this.newest]!;
      burst.to = now;
      // The first frame holds only part of the tone.
      if (burst.frames === 1) {
        burst.frames = 0;
        burst.sum = 0;
        burst.squares = 0;
      }
      burst.frames++;
      this.endDb = levelDb;
      burst.sum += levelDb;
      burst.squares += levelDb * levelDb;
    } else if (this.pitch !== null && this.glitches < 1 && pitch !== null) {
      this.glitches++;
    } else {
      if (this.pitch !== null) signal = this.endBurst();
      if (pitch !== null) this.beginBurst(pitch, frame);
    }
    const last = this.bursts[this.newest]!;
    // A pause's first frames may hold the tone's tail, its last ones the next burst's begin.
    if (pitch === null && now - last.to > 0.1) {
      last.pauseDb = Math.max(last.pauseDb, this.beforeLastDb - last.sum / last.frames);
    }
    this.beforeLastDb = this.lastDb;
    this.lastDb = levelDb;
    this.judge(harmless);
    return signal ?? this.continuous();
  }

  /** Time passed without a frame to trust (loss): nothing ends, nothing begins. */
  skip(): void {
    if (this.sounding) this.bursts[this.newest]!.to += 0.02;
  }

  private burst(back: number): Burst {
    return this.bursts[(this.newest - back + this.bursts.length) % this.bursts.length]!;
  }

  private beginBurst(pitch: Pitch, { levelDb }: ToneFrame): void {
    const now = this.time.seconds;
    const last = this.bursts[this.newest]!;
    if (last.pitch === pitch && now - last.to < LONGEST_DROPOUT) {
      last.to = now;
      this.pitch = pitch;
      this.runDb = levelDb;
      this.glitches = 0;
      return;
    }
    this.newest = (this.newest + 1) % this.bursts.length;
    const burst = this.bursts[this.newest]!;
    burst.pitch = pitch;
    // The 64 ms window is pure once the tone fills about half of it.
    burst.from = now - 0.035;
    burst.to = now;
    burst.pauseDb = -100;
    burst.frames = 1;
    burst.sum = levelDb;
    burst.squares = levelDb * levelDb;
    burst.afterMusic = now - this.musicSeconds < 3;
    this.pitch = pitch;
    this.runDb = levelDb;
    this.glitches = 0;
    this.burstSeconds = burst.from;
    this.signalled = false;
    const before = this.burst(1);
    if (this.tone === 'ringing' && before.pitch === pitch) {
      this.longestOff = Math.max(this.longestOff, burst.from - before.to);
      this.repeats++;
    }
  }

  private endBurst(): HeardSignal | null {
    const burst = this.bursts[this.newest]!;
    const length = burst.to - burst.from;
    // Nor is the last frame the tone's alone.
    if (burst.frames > 3) {
      burst.frames--;
      burst.sum -= this.endDb;
      burst.squares -= this.endDb * this.endDb;
    }
    this.sounding = false;
    this.pitch = null;
    this.runDb = LEAST_DB;
    if (this.signalled || this.tone !== null) return null;
    if (burst.pitch === 'cng' && length > 0.35 && length < 0.65) return signalOf('fax-calling', burst);
    const single = burst.pitch === 'other' || burst.pitch === 'low' || burst.pitch === 'sit1' || burst.pitch === 'cng';
    if (single && length >= 0.12 && length <= 1.2) return signalOf('beep', burst);
    return null;
  }

  private continuous(): HeardSignal | null {
    const burst = this.bursts[this.newest]!;
    if (!this.sounding || this.signalled) return null;
    const length = this.time.seconds - burst.from;
    const name: SignalName | null =
      burst.pitch === 'ced' && length > 1.2
        ? 'fax-answer'
        : burst.pitch === 'dial' && length > 1
          ? 'dial-tone'
          : burst.pitch === 'low' && length > CONTINUOUS
            ? 'dial-tone'
            : null;
    if (name === null) return null;
    this.signalled = true;
    return signalOf(name, burst);
  }

  private judge(harmless: boolean): void {
    const burst = this.burst(0);
    if (this.sounding) this.judgeOn(burst);
    else if (this.tone === null) this.judgePause(burst);
    else this.judgeOff(burst, harmless);
  }

  private judgeOn(burst: Burst): void {
    const before = this.burst(1);
    const length = this.time.seconds - burst.from;
    const related = before.pitch === burst.pitch && burst.from - before.to < 5;
    const on = before.to - before.from;
    const off = burst.from - before.to;
    switch (burst.pitch) {
      case 'low':
        if (length > CONTINUOUS) this.become(null, 0, '');
        else if (length > LONGEST_BUSY_ON + 0.05) {
          const proven = !burst.afterMusic || (length > 1.2 && steady(burst));
          if (this.tone !== 'ringing' && proven) this.ring(burst, 'long burst of ringback');
        } else if (related && length > 0.06 && this.tone !== 'busy') {
          const early = halfOfDoubleRing(before, burst);
          if (early && this.tone === null && !before.afterMusic && before.pauseDb < SILENT_PAUSE_DB) {
            this.ring(before, 'double ring', DOUBLE_RING_OFF);
          } else this.busyBy(burst);
        }
        break;
      case 'na-busy':
        this.busyBy(burst);
        break;
      case 'sit2':
        if (length > 0.1 && before.pitch === 'sit1' && off < 0.15 && on > LEAST_SIT_ON && this.tone !== 'sit') {
          this.become('sit', before.from, 'special information tones');
        }
        break;
      case 'sit3':
        break;
      default:
        if (length > 0.3) this.become(null, 0, '');
    }
  }

  /** Busy and reorder: bursts as long as their silent pauses. After music it takes one burst more. */
  private busyBy(burst: Burst): void {
    const before = this.burst(1);
    if (this.tone === 'busy' || !evenly(before, burst) || this.time.seconds - burst.from < 0.06) return;
    if (before.afterMusic && !evenly(this.burst(2), before)) return;
    const on = before.to - before.from;
    this.become('busy', before.from, `tone ${ms(on)} ms on, ${ms(burst.from - before.to)} ms off`);
  }

  private ring(from: Burst, why: string, longestOff = LONGEST_RING_OFF): void {
    this.ringOff = longestOff;
    this.longestOff = 0;
    this.repeats = 0;
    this.become('ringing', from.from, why);
  }

  /** A ringback's first burst after music proves itself by the silence that follows. */
  private judgePause(burst: Burst): void {
    const off = this.time.seconds - burst.to;
    const on = burst.to - burst.from;
    if (burst.pitch !== 'low' || !burst.afterMusic || off < 0.5 || off > 0.7) return;
    const before = this.burst(1);
    const alike = before.pitch === 'low' && Math.abs(before.to - before.from - on) < 0.1;
    if (alike && halfOfDoubleRing(before, burst)) {
      if (before.pauseDb < SILENT_PAUSE_DB && burst.pauseDb < SILENT_PAUSE_DB && steady(burst)) {
        this.ring(before, 'double ring, then silence', DOUBLE_RING_OFF);
      }
      return;
    }
    if (on > LONGEST_BUSY_ON && on < 2.5 && burst.pauseDb < SILENT_PAUSE_DB && steady(burst)) {
      this.ring(burst, 'long burst of ringback, then silence');
    }
  }

  private judgeOff(burst: Burst, harmless: boolean): void {
    const off = this.time.seconds - burst.to;
    const limit =
      this.tone === 'sit'
        ? 0.3
        : this.tone === 'busy'
          ? 0.85
          : this.repeats >= 2 && this.longestOff > 0.3
            ? this.longestOff + 0.4
            : this.ringOff;
    if (off > limit || (!harmless && off > 0.15)) this.become(null, 0, '');
  }

  private become(tone: ToneName | null, since: number, why: string): void {
    this.tone = tone;
    this.sinceSeconds = since;
    this.why = why;
  }
}

/** Is `next` the following burst of an even cadence that began with `first`? */
function evenly(first: Burst, next: Burst): boolean {
  const on = first.to - first.from;
  const off = next.from - first.to;
  const even = on > 0.12 && on < LONGEST_BUSY_ON && Math.abs(on - off) < 0.35 * Math.max(on, off);
  return first.pitch === next.pitch && even && first.pauseDb < SILENT_PAUSE_DB;
}

/** Is `first` the first half of a double ring (GB, AU: 0.4 s on, 0.2 s off), and `next` the second? */
function halfOfDoubleRing(first: Burst, next: Burst): boolean {
  const on = first.to - first.from;
  const off = next.from - first.to;
  return on > 0.28 && on < 0.52 && off > 0.1 && off < 0.28 && on > 1.45 * off;
}

/** A generator's tone keeps its level; a played note decays or swells. */
function steady(burst: Burst): boolean {
  const mean = burst.sum / burst.frames;
  return burst.squares / burst.frames - mean * mean < 2;
}

const ms = (seconds: number): number => Math.round(seconds * 1000);

const signalOf = (signal: SignalName, burst: Burst): HeardSignal => ({
  signal,
  sinceSeconds: burst.from,
  durationMs: ms(burst.to - burst.from),
});

function pitchOf({ lines, ringBandShare }: ToneFrame): Pitch | null {
  // By index: destructuring an array makes an iterator, fifty times a second.
  const first = lines[0]!;
  const second = lines[1]!;
  const third = lines[2]!;
  const two = first.share + second.share;
  const all = two + third.share;
  // Three tones 25 Hz apart (Australia) blur into one wide line.
  if (ringBandShare > 0.93 && all < PURE && inside(first, 335, 515)) return 'low';
  if (all < PURE) return null;
  const paired = second.share > 0.1;
  const low = inside(first, 335, 515) && (!paired || inside(second, 335, 515));
  if (low) {
    if (two < PURE && !(third.share < 0.05 || inside(third, 335, 515))) return null;
    const high = Math.max(first.hz, second.hz);
    return paired && Math.min(first.hz, second.hz) < 372 && high > 418 ? 'dial' : 'low';
  }
  if (two < PURE) return null;
  if (paired) {
    const lower = first.hz < second.hz ? first : second;
    const upper = first.hz < second.hz ? second : first;
    return inside(lower, 460, 500) && inside(upper, 600, 640) ? 'na-busy' : null;
  }
  if (inside(first, 900, 1000)) return 'sit1';
  if (inside(first, 1355, 1445)) return 'sit2';
  if (inside(first, 1755, 1800)) return 'sit3';
  if (inside(first, 1075, 1125)) return 'cng';
  if (inside(first, 2075, 2125)) return 'ced';
  return first.share > 0.85 ? 'other' : null;
}

const inside = (line: SpectralLine, from: number, to: number): boolean => line.hz >= from && line.hz <= to;

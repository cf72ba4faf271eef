/**
 * Which stretches of a call are certainly recordings, so that the next call to the same number knows them: music, and
 * announcements that gave themselves away. What a person says is never among them: from the first confirmed person on
 * nothing is given out, unless that person turns out to be a recording.
 */
import type { HeardRecording } from '../far-end';
import { FRAMES_PER_SECOND } from '../frames/frame-features';
import type { RecordingMemory } from './recording-memory';

const LONGEST_TOTAL_FRAMES = 10 * 60 * FRAMES_PER_SECOND;
const LEAST_MUSIC_FRAMES = 3 * FRAMES_PER_SECOND;
/** Music is kept in pieces, each of which is compared with what is known. */
const MUSIC_PIECE_FRAMES = 10 * FRAMES_PER_SECOND;
/** A voice that ends the music is noticed up to this much later. */
const MUSIC_MARGIN_FRAMES = 1.3 * FRAMES_PER_SECOND;
const LEAST_TURN_FRAMES = FRAMES_PER_SECOND;
const TURN_LEAD_FRAMES = 0.3 * FRAMES_PER_SECOND;
/** Music that comes back within this took over from the voice. */
const DIRECTLY_SECONDS = 1.5;
/** Who speaks so soon after our own line may be answering it. */
const CONVERSATION_SECONDS = 8;
const TURNS_KEPT = 64;

interface Turn {
  readonly from: number;
  to: number;
  /** Known to be a recording. */
  certain: boolean;
  /** Stored, or known from an earlier call. */
  settled: boolean;
  /** It was, or may have been, a person. */
  alarmed: boolean;
}

interface Stored extends HeardRecording {
  readonly from: number;
  readonly to: number;
}

/** What the tracker knows at a decision; filled anew, ten a second. */
export interface LogInput {
  now: number;
  /** A voice is being judged. */
  open: boolean;
  turnSince: number;
  /** The last syllable. */
  spokeAt: number;
  music: boolean;
  level: 'none' | 'soft' | 'hard';
  /** Onset of the person, when there is one. */
  personSince: number;
}

/** For what happens now and then; decisions round where they stand, so as to pass whole numbers on (call-time.ts). */
const frameAt = (seconds: number): number => Math.max(0, Math.round(seconds * FRAMES_PER_SECOND));

export class RecordingLog {
  private readonly turns: Turn[] = [];
  private readonly stored: Stored[] = [];
  private total = 0;
  private current: Turn | null = null;
  private musicFrom = -1;
  private spokeAt = -100;
  private spokeFrame = 0;
  private ownSpeechAt = -100;
  /** From this frame on a person may be on the line; Infinity: nobody yet. */
  private personFrom = Infinity;

  constructor(private readonly memory: RecordingMemory) {}

  /** We have just said something. */
  noteOwnSpeech(now: number): void {
    this.ownSpeechAt = now;
  }

  decide(input: LogInput): void {
    const frame = Math.round(input.now * FRAMES_PER_SECOND);
    this.followTurn(input);
    if (input.level === 'hard') {
      this.personFrom = Math.min(this.personFrom, Math.max(0, Math.round(input.personSince * FRAMES_PER_SECOND)));
    }
    if (input.music) {
      if (this.musicFrom < 0) this.musicFrom = frame;
      else if (frame - this.musicFrom >= MUSIC_PIECE_FRAMES + MUSIC_MARGIN_FRAMES) {
        this.keepMusic(this.musicFrom, this.musicFrom + MUSIC_PIECE_FRAMES);
        this.musicFrom += MUSIC_PIECE_FRAMES;
      }
    } else if (this.musicFrom >= 0) {
      const to = frame - MUSIC_MARGIN_FRAMES;
      if (to - this.musicFrom >= LEAST_MUSIC_FRAMES) this.keepMusic(this.musicFrom, to);
      this.musicFrom = -1;
    }
  }

  /**
   * The voice heard since `sinceSeconds` gave itself away. `stored`: it need not be kept, an earlier hearing is.
   */
  notePresent(sinceSeconds: number, stored = false): void {
    const turn = this.current ?? this.turns.at(-1);
    if (turn === undefined || turn.to < frameAt(sinceSeconds)) return;
    turn.certain = true;
    if (stored) turn.settled = true;
    if (this.personFrom < turn.to || turn.alarmed) this.refute(turn);
    if (turn !== this.current) this.settle(turn);
  }

  /** The voice since `sinceSeconds` repeats at `atSeconds` what was heard `agoSeconds` before: both are one recording. */
  noteRepeat(sinceSeconds: number, atSeconds: number, agoSeconds: number): void {
    const frame = frameAt(atSeconds - agoSeconds) + TURN_LEAD_FRAMES;
    const first = this.turns.find((turn) => turn.from <= frame && frame <= turn.to);
    if (first !== undefined) {
      first.certain = true;
      this.refute(first);
      this.settle(first);
    }
    // The first hearing is stored; this one says nothing new.
    this.notePresent(sinceSeconds, first !== undefined);
  }

  /** You were told of a person who is none. */
  noteFalseAlarm(): void {
    const from = this.personFrom;
    this.personFrom = Infinity;
    for (const turn of this.turns) {
      if (turn.to < from) continue;
      turn.certain = true;
      this.settle(turn);
    }
    if (this.current !== null) this.current.certain = true;
  }

  /** At most ten minutes, announcements first. */
  heard(): readonly HeardRecording[] {
    const out = this.stored
      .filter(({ to }) => to <= this.personFrom)
      .map(({ hashes, seconds, label }): HeardRecording => ({ hashes, seconds, label }));
    return out.sort((a, b) => Number(a.label === 'music') - Number(b.label === 'music'));
  }

  private followTurn({ now, open, turnSince, spokeAt, music, level }: LogInput): void {
    const from = Math.max(0, Math.round(turnSince * FRAMES_PER_SECOND)) - TURN_LEAD_FRAMES;
    if (this.current !== null && (!open || from !== this.current.from)) this.endTurn();
    if (open) {
      this.current ??= { from, to: from, certain: false, settled: false, alarmed: false };
      this.spokeFrame = Math.max(0, Math.round(spokeAt * FRAMES_PER_SECOND));
      this.spokeAt = spokeAt;
      this.current.to = this.spokeFrame + 5;
      if (level === 'hard') this.current.alarmed = true;
    }
    const turn = this.current ?? this.turns.at(-1);
    if (turn === undefined || !music || turn.certain || turn.alarmed) return;
    // Handed back to the music at once, with nothing of ours before it: nobody was there to talk to.
    const directly = now - this.spokeAt < DIRECTLY_SECONDS + 0.5 && turn.to >= this.spokeFrame;
    const alone = turn.from / FRAMES_PER_SECOND - this.ownSpeechAt > CONVERSATION_SECONDS;
    if (!directly || !alone) return;
    turn.certain = true;
    if (turn !== this.current) this.settle(turn);
  }

  private endTurn(): void {
    const turn = this.current!;
    this.current = null;
    this.turns.push(turn);
    if (this.turns.length > TURNS_KEPT) this.turns.shift();
    this.settle(turn);
  }

  private settle(turn: Turn): void {
    if (!turn.certain || turn.settled) return;
    turn.settled = true;
    if (turn.to - turn.from >= LEAST_TURN_FRAMES) this.store(turn.from, turn.to, 'announcement');
  }

  /** The person who was heard in this turn was a recording. */
  private refute(turn: Turn): void {
    turn.alarmed = false;
    if (this.personFrom >= turn.from - TURN_LEAD_FRAMES && this.personFrom <= turn.to) this.personFrom = Infinity;
  }

  private keepMusic(from: number, to: number): void {
    const again = this.memory.find(from + 25, FRAMES_PER_SECOND, from) !== null;
    if (!again) this.store(from, to, 'music');
  }

  private store(from: number, to: number, label: HeardRecording['label']): void {
    const length = Math.min(to - from, LONGEST_TOTAL_FRAMES - this.total);
    if (length < LEAST_TURN_FRAMES) return;
    const hashes = this.memory.hashesBetween(from, from + length);
    if (hashes.length < LEAST_TURN_FRAMES) return;
    this.total += hashes.length;
    this.stored.push({ hashes, seconds: hashes.length / FRAMES_PER_SECOND, label, from, to: from + length });
  }
}

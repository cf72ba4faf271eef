/** Is the present utterance one that was heard before? The recording memory is asked again and again while it grows. */
import type { CallTime } from '../frames/call-time';
import { FRAMES_PER_SECOND } from '../frames/frame-features';
import type { HeardPeople } from '../human/heard-people';
import type { RecordingMatch, RecordingMemory } from './recording-memory';

/** Frames of an utterance after which the memory is asked. */
const QUERY_FRAMES = [25, 30, 35, 40, 45, 50, 60, 75, 100, 150];
/** Of these, so many before a first alarm: most repeats are known by then. */
const QUERIES_FOR_ALARM = 3;
/** Longer stretches fit no better, and say later where the repeat began. */
const LONGEST_QUERY_FRAMES = 50;

/** An utterance is dated back to its first sound, an episode to the first certain syllable. */
const DATED_BACK_SECONDS = 1;

/** A stretch of talk, by its begin in seconds of audio. */
interface Episode {
  readonly since: number;
}

/** The present turn of the present one, if there is one. */
interface Turn extends Episode {
  readonly open: boolean;
  readonly turnSince: number;
}

/** What the utterance repeats, and where in the call. */
export interface Repeat {
  /** Null: heard on an earlier call. */
  readonly agoSeconds: number | null;
  /** Begin of the utterance, and of the stretch compared. */
  readonly sinceSeconds: number;
  readonly comparedSeconds: number;
}

export class RepeatedUtterance {
  /** Words on what the present utterance repeats, or the last one while none is under way. */
  known: string | null = null;

  private beganFrame = 0;
  private queries = 0;
  private returningTurn = -1;

  constructor(
    private readonly time: CallTime,
    private readonly memory: RecordingMemory,
    private readonly people: HeardPeople,
  ) {}

  begin(sinceSeconds: number): void {
    this.beganFrame = Math.round(sinceSeconds * FRAMES_PER_SECOND);
    this.queries = 0;
    this.known = null;
  }

  /** Recordings heard so far have been compared with what is said in this episode, as far as a first alarm needs. */
  isCompared({ since }: Episode): boolean {
    return this.queries >= QUERIES_FOR_ALARM && this.beganFrame > (since - DATED_BACK_SECONDS) * FRAMES_PER_SECOND;
  }

  /** Somebody says in this turn what a confirmed person said before. */
  isReturn({ turnSince }: Turn): boolean {
    return this.returningTurn === turnSince;
  }

  /** Every frame of an utterance, which belongs to `turn`: the repeat it has just turned out to be. */
  compare(turn: Turn): Repeat | null {
    this.follow(turn);
    if (this.queries >= QUERY_FRAMES.length) return null;
    const { frames, seconds } = this.time;
    const length = QUERY_FRAMES[this.queries]!;
    if (frames - this.beganFrame < length) return null;
    this.queries++;
    const asked = Math.min(length, LONGEST_QUERY_FRAMES);
    const match = this.memory.find(frames - asked, asked, this.beganFrame - LONGEST_QUERY_FRAMES);
    if (match === null) return null;
    if (this.isOfPerson(match)) {
      this.returningTurn = turn.turnSince;
      return null;
    }
    this.queries = QUERY_FRAMES.length;
    const { agoSeconds } = match;
    this.known =
      agoSeconds === null
        ? 'a recording known from an earlier call'
        : `the same was heard ${Math.round(agoSeconds)} s ago`;
    return {
      agoSeconds,
      sinceSeconds: this.beganFrame / FRAMES_PER_SECOND,
      comparedSeconds: seconds - asked / FRAMES_PER_SECOND,
    };
  }

  /** A key or our own line parts one utterance in two: what is said after it is asked about anew. */
  private follow({ open, since }: Turn): void {
    const frame = Math.round(since * FRAMES_PER_SECOND);
    if (!open || this.known !== null || frame <= this.beganFrame + DATED_BACK_SECONDS * FRAMES_PER_SECOND) return;
    this.beganFrame = frame;
    this.queries = 0;
  }

  /** The same person, back with the same greeting. */
  private isOfPerson({ agoSeconds }: RecordingMatch): boolean {
    return agoSeconds !== null && this.people.spokeAt(this.time.seconds - agoSeconds);
  }
}

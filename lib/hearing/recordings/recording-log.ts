/**
 * Which stretches of a call are recordings, so that the next call to the same number knows them: music, announcements
 * that gave themselves away, and whoever was there, said something and was replaced by a machine without having proven
 * to be a person. Only hashes are kept, and they match nothing but the same recording played again; still, who answered
 * our line or was proven by words is never among them.
 */
import type { HeardRecording } from '../far-end';
import { FRAMES_PER_SECOND } from '../frames/frame-features';
import type { Sound } from '../sound/sound-classifier';
import type { RecordingMemory } from './recording-memory';

const LONGEST_TOTAL_FRAMES = 10 * 60 * FRAMES_PER_SECOND;
const LEAST_MUSIC_FRAMES = 3 * FRAMES_PER_SECOND;
/** Music is kept in pieces, each of which is compared with what is known. */
const MUSIC_PIECE_FRAMES = 10 * FRAMES_PER_SECOND;
/** A voice that ends the music is noticed up to this much later. */
const MUSIC_MARGIN_FRAMES = 1.3 * FRAMES_PER_SECOND;
const LEAST_TURN_FRAMES = FRAMES_PER_SECOND;
/** A syllable is dated by its last certain frame. */
const SYLLABLE_FRAMES = 5;
const TURN_LEAD_FRAMES = 0.3 * FRAMES_PER_SECOND;
/** Who speaks so soon after our own line may be answering it. */
const CONVERSATION_SECONDS = 8;
/** An alarm that stands so long was a conversation: false ones are over sooner, or you say so. */
const CONVERSATION_ALARM_FRAMES = 10 * FRAMES_PER_SECOND;
/**
 * Who was taken for a person, stopped and left this much to us has listened; announcements hand back sooner, and music
 * is known as such within two seconds.
 */
const LISTENED_FRAMES = 4 * FRAMES_PER_SECOND;
/** An alarm that is withdrawn so soon after a syllable was withdrawn while the voice talked on. */
const TALKS_ON_FRAMES = 0.5 * FRAMES_PER_SECOND;
/** So far apart are 69 of 100 persons and the announcement before them, 40 of 100 turns of one voice (composed calls) ... */
const OTHER_VOICE = 0.45;
/** ... and where the first was suspected, too, 8 of 8 announcements, 2 of 5 persons (DEV and 72 composed calls). */
const CLEARLY_OTHER_VOICE = 0.55;
const TURNS_KEPT = 64;

interface Turn {
  /** As the tracker dates it. */
  readonly begin: number;
  from: number;
  to: number;
  /** Begin of the episode it belongs to. */
  readonly episode: number;
  /** Known to be a recording. */
  certain: boolean;
  /** Stored, or known from an earlier call. */
  settled: boolean;
  /** An alarm was raised on it: soft or hard. */
  suspected: boolean;
  /** The hard one, not withdrawn while it spoke. */
  alarmed: boolean;
  /** It may answer something we said. */
  readonly answering: boolean;
  /** Proven by words or by an answer to our line, or taken for a person for long. */
  person: boolean;
  /** It was not confirmed as a person, and another voice that was took over from it. */
  replaced: boolean;
  /** It was left to itself, and nothing has taken over yet. */
  left: boolean;
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
  /** Begin of its episode and turn. */
  since: number;
  turnSince: number;
  /** The last syllable. */
  spokeAt: number;
  sound: Sound;
  level: 'none' | 'soft' | 'hard';
  /** Onset of the person, when there is one. */
  personSince: number;
  /** That person answered our line, or was understood. */
  proven: boolean;
  /** Distance of the present turn's voice from that of the turn before; -1: too little is heard of either. */
  lastTurnDistance: number;
}

/** For what happens now and then; decisions round where they stand, so as to pass whole numbers on (call-time.ts). */
const frameAt = (seconds: number): number => Math.max(0, Math.round(seconds * FRAMES_PER_SECOND));

/** What is kept of it is forgotten; should the person turn out to be none, it is kept again. */
function setPerson(turn: Turn): void {
  turn.person = true;
  turn.replaced = false;
  turn.settled = false;
}

export class RecordingLog {
  private readonly turns: Turn[] = [];
  private stored: Stored[] = [];
  private total = 0;
  private current: Turn | null = null;
  private musicFrom = -1;
  private ownSpeechAt = -100;
  private digit = false;
  /** Frame at which the present hard alarm was raised; -1: there is none. */
  private hardFrom = -1;
  /** Onset of the last one taken for a person; -1: nobody yet. */
  private personFrom = -1;
  /** Somebody was proven to be there in this call. */
  private personHeard = false;
  /** You were put through, and no music or tone has taken over since. */
  private connected = false;

  constructor(private readonly memory: RecordingMemory) {}

  /** We have just said something. */
  noteOwnSpeech(now: number): void {
    this.ownSpeechAt = now;
  }

  /** A key was sent or heard: what asked for it was a menu. */
  noteDigit(): void {
    this.digit = true;
  }

  decide(input: LogInput): void {
    const { sound } = input;
    const frame = Math.round(input.now * FRAMES_PER_SECOND);
    const spoke = this.current !== null;
    this.followTurn(input, frame);
    const machine = sound === 'music' || sound === 'tone';
    if (!input.open && (machine || this.digit)) this.takeOver();
    else if (!input.open && spoke) this.fallSilent();
    if (!input.open && machine) this.connected = false;
    this.digit = false;
    if (sound === 'music') {
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

  /** The voice heard since `sinceSeconds` gave itself away by its words. */
  noteGivenAway(sinceSeconds: number): void {
    const turn = this.turnSince(sinceSeconds);
    if (turn !== null) this.refute(turn);
  }

  /** The voice heard since `sinceSeconds` is known from an earlier call. */
  noteKnown(sinceSeconds: number): void {
    const turn = this.partSince(sinceSeconds);
    // What is known is kept already.
    if (turn === null || turn.person) return;
    turn.settled = true;
    this.refute(turn);
  }

  /** The voice since `sinceSeconds` repeats at `atSeconds` what was heard `agoSeconds` before: both are one recording. */
  noteRepeat(sinceSeconds: number, atSeconds: number, agoSeconds: number): void {
    const frame = frameAt(atSeconds - agoSeconds) + TURN_LEAD_FRAMES;
    const first = this.turns.find((turn) => turn.from <= frame && frame <= turn.to);
    if (first !== undefined && !first.person) this.refute(first);
    const turn = this.partSince(sinceSeconds);
    if (turn === null || turn.person) return;
    // The first hearing is stored; this one says nothing new.
    if (first?.certain === true) turn.settled = true;
    this.refute(turn);
  }

  /** What was said from `sinceSeconds` to `endSeconds`, understood only now, was said by a person. */
  notePerson(sinceSeconds: number, endSeconds: number): void {
    this.setPeople(frameAt(sinceSeconds), frameAt(endSeconds), () => true);
  }

  /** You were put through: who was taken for a person, or speaks now, is one, until you say otherwise. */
  noteConnected(now: number): void {
    this.connected = true;
    // A person is dated back to where the talk began, which may have been an announcement.
    if (this.personFrom >= 0) this.setPeople(this.personFrom, frameAt(now), ({ replaced }) => !replaced);
  }

  /** You were told of a person who is none. */
  noteFalseAlarm(): void {
    for (const turn of this.turns) {
      if (this.personFrom < 0 || turn.to < this.personFrom) continue;
      this.refute(turn);
    }
    if (this.current !== null) this.refute(this.current);
    this.personFrom = -1;
    this.connected = false;
  }

  /** At most ten minutes, announcements first. */
  heard(): readonly HeardRecording[] {
    const out = this.stored.map(({ hashes, seconds, label }): HeardRecording => ({ hashes, seconds, label }));
    return out.sort((a, b) => Number(a.label === 'music') - Number(b.label === 'music'));
  }

  private followTurn(input: LogInput, frame: number): void {
    const { open, level } = input;
    const from = Math.max(0, Math.round(input.turnSince * FRAMES_PER_SECOND)) - TURN_LEAD_FRAMES;
    if (this.current !== null && (!open || from !== this.current.begin)) this.endTurn(frame);
    if (!open) return;
    const current = this.current ?? this.beginTurn(from, input);
    const spokeFrame = Math.max(0, Math.round(input.spokeAt * FRAMES_PER_SECOND));
    current.to = spokeFrame + SYLLABLE_FRAMES;
    if (level !== 'none') current.suspected = true;
    if (level !== 'hard') {
      this.hardFrom = -1;
      if (level === 'none' && frame - spokeFrame < TALKS_ON_FRAMES) current.alarmed = false;
      return;
    }
    if (this.hardFrom < 0) this.hardFrom = frame;
    current.alarmed = true;
    // Who was confirmed in an earlier turn and goes on in another tone replaces nobody.
    if (input.lastTurnDistance >= OTHER_VOICE && this.hardFrom >= current.begin) this.replace(current, input);
    this.personFrom = Math.max(0, Math.round(input.personSince * FRAMES_PER_SECOND));
    const proven = input.proven || frame - this.hardFrom >= CONVERSATION_ALARM_FRAMES;
    if (proven && !current.person) this.isPerson(current);
  }

  private beginTurn(from: number, { since, turnSince }: LogInput): Turn {
    const answering = turnSince - this.ownSpeechAt < CONVERSATION_SECONDS;
    const turn: Turn = {
      begin: from,
      from,
      to: from,
      episode: frameAt(since),
      certain: false,
      settled: false,
      suspected: false,
      alarmed: false,
      answering,
      person: false,
      replaced: false,
      left: true,
    };
    this.current = turn;
    // Spoke, let us speak and speaks again: that is talking with us, whatever sound makes of it.
    const before = this.turns.at(-1);
    if (answering && before?.suspected === true && before.episode === turn.episode) this.isPerson(turn);
    return turn;
  }

  /** Who speaks now is one, and so was whoever spoke before without music, a tone or a long quiet between. */
  private isPerson(current: Turn): void {
    this.personHeard = true;
    // The quiet in which our own line was said does not part who was asked from who answers.
    const before = this.turns.at(-1);
    const asked = current.answering && before?.suspected === true && before.left ? before.episode : current.episode;
    for (const turn of this.turns) {
      if ((turn.episode === current.episode || turn.episode === asked) && !turn.certain) setPerson(turn);
    }
    setPerson(current);
    this.forgetPeople();
  }

  /** "I am connecting you", and the person follows at once: no music shows that the first voice was an announcement. */
  private replace(current: Turn, { lastTurnDistance }: LogInput): void {
    for (const turn of this.turns) {
      if (turn.episode !== current.episode || turn.person || turn.alarmed || turn.answering) continue;
      if (turn.suspected && lastTurnDistance < CLEARLY_OTHER_VOICE) continue;
      turn.replaced = true;
      turn.certain = true;
      this.settle(turn);
    }
  }

  private setPeople(from: number, to: number, which: (turn: Turn) => boolean): void {
    this.personHeard = true;
    for (const turn of this.turns) if (turn.to > from && turn.from < to && which(turn)) setPerson(turn);
    if (this.current !== null && this.current.from < to && this.current.to > from) setPerson(this.current);
    this.forgetPeople();
  }

  private forgetPeople(): void {
    const people = this.turns.filter(({ person }) => person);
    this.stored = this.stored.filter((item) => {
      if (item.label === 'music' || !people.some(({ from, to }) => item.to > from && item.from < to)) return true;
      this.total -= item.hashes.length;
      return false;
    });
  }

  /** Music, a tone or a key has taken over: who spoke until then and was not proven to be a person was a recording. */
  private takeOver(): void {
    for (const turn of this.turns) {
      if (!turn.left) continue;
      turn.left = false;
      if (turn.certain || turn.person || turn.answering || turn.alarmed) continue;
      if (this.connected) {
        setPerson(turn);
        continue;
      }
      // Nobody has asked a voice that raised no suspicion: it may be a colleague of the person before.
      if (this.personHeard && !turn.suspected) continue;
      turn.certain = true;
      this.settle(turn);
    }
  }

  /** A silent hold: whoever raised no suspicion and leaves the line to itself for so long was an announcement. */
  private fallSilent(): void {
    if (this.connected || this.personHeard) return;
    const suspected = new Set(this.turns.filter((turn) => turn.suspected).map(({ episode }) => episode));
    for (const turn of this.turns) {
      if (!turn.left || turn.certain || turn.person || turn.answering || suspected.has(turn.episode)) continue;
      turn.certain = true;
      this.settle(turn);
    }
  }

  private endTurn(frame: number): void {
    const turn = this.current!;
    this.current = null;
    this.turns.push(turn);
    while (this.turns.length > TURNS_KEPT) this.turns.shift();
    // Was confirmed, stopped, and did not wait for us.
    if (frame - turn.to < LISTENED_FRAMES) turn.alarmed = false;
    this.settle(turn);
  }

  private settle(turn: Turn): void {
    if (!turn.certain || turn.settled || turn.person) return;
    turn.settled = true;
    this.store(turn.from, turn.to, 'announcement');
  }

  private turnSince(seconds: number): Turn | null {
    const turn = this.current ?? this.turns.at(-1);
    return turn === undefined || turn.to < frameAt(seconds) ? null : turn;
  }

  /** The turn, or of a turn that began earlier what follows: music that plays on belongs to no turn before it. */
  private partSince(seconds: number): Turn | null {
    const turn = this.turnSince(seconds);
    const from = frameAt(seconds);
    if (turn === null || from - turn.from < LEAST_TURN_FRAMES) return turn;
    const place = turn === this.current ? this.turns.length : this.turns.indexOf(turn);
    const part = { ...turn, to: from, alarmed: false };
    this.turns.splice(place, 0, part);
    this.settle(part);
    turn.from = from;
    return turn;
  }

  /** Whoever was heard in this turn was a recording. */
  private refute(turn: Turn): void {
    turn.certain = true;
    turn.alarmed = false;
    turn.person = false;
    if (turn !== this.current) this.settle(turn);
  }

  private keepMusic(from: number, to: number): void {
    const again = this.memory.find(from + 25, FRAMES_PER_SECOND, from) !== null;
    if (!again) this.store(from, to, 'music');
  }

  private store(from: number, to: number, label: HeardRecording['label']): void {
    if (label === 'announcement') this.makeRoom(Math.min(to - from, LONGEST_TOTAL_FRAMES));
    const length = Math.min(to - from, LONGEST_TOTAL_FRAMES - this.total);
    if (length < LEAST_TURN_FRAMES) return;
    const hashes = this.memory.hashesBetween(from, from + length);
    if (hashes.length < LEAST_TURN_FRAMES) return;
    this.total += hashes.length;
    this.stored.push({ hashes, seconds: hashes.length / FRAMES_PER_SECOND, label, from, to: from + length });
  }

  /** Music gives way, the newest first: it raises fewer alarms than what is said, and hours of radio would leave no room. */
  private makeRoom(frames: number): void {
    while (this.total + frames > LONGEST_TOTAL_FRAMES) {
      const at = this.stored.findLastIndex(({ label }) => label === 'music');
      if (at < 0) return;
      this.total -= this.stored.splice(at, 1)[0]!.hashes.length;
    }
  }
}

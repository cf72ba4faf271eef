/**
 * Everything known about the voice on the line that bears on whether it is live: how it speaks and pauses, how it and
 * the line behind it differ from what was heard before. The inputs of the live-human model.
 *
 * An episode is a stretch of talk that no music, no tone and no long quiet interrupts; a turn is a stretch of it
 * without a pause of 0.7 s. How a voice sounds is measured by turns: an announcement and the person who comes on right
 * after it share an episode, not a turn.
 */
import type { CallTime } from '../frames/call-time';
import { FLATNESS, FLUX, HARMONICITY, LEVEL, MFCC, MFCC_COUNT, PEAK_HOLD, TONAL_SHARE } from '../frames/frame-features';
import type { Sound } from '../sound/sound-classifier';
import { EVIDENCE_COUNT, EVIDENCE_NAMES } from './evidence-names';
import { FeatureSums, LEAST_FLOOR_DB } from './feature-sums';
import { HeardVoices, LEAST_PRINT_FRAMES } from './heard-voices';
import { TurnPitch } from './turn-pitch';

/** An episode is over after this much quiet. */
const EPISODE_GAP_SECONDS = 6;
const TURN_GAP_SECONDS = 0.7;
const NEVER = -600;
/** A lull shorter than this says nothing of what is behind the voice that follows. */
const LEAST_LULL_FRAMES = 8;
const MOST_LULL_SECONDS = 3;
/** Somebody may be on the line, silent, for so long before the first word: that quiet is not yet the line's. */
const LINE_QUIET_DELAY_FRAMES = 75;
const LEAST_PRINT_SECONDS = LEAST_PRINT_FRAMES / 50;

/** Mean levels looked at, dBFS. */
const LEVEL_OF = { turn: 0, floor: 1, line: 2, lull: 3, lineBefore: 4 } as const;

const LAST_TURN_VOICE = EVIDENCE_NAMES.indexOf('lastTurnVoice');
const NEAREST_VOICE = EVIDENCE_NAMES.indexOf('nearestVoice');
const NEAREST_VOICE_AGE = EVIDENCE_NAMES.indexOf('nearestVoiceAge');
const FLOOR_NOVELTY = EVIDENCE_NAMES.indexOf('floorNovelty');

export interface EvidenceFrame {
  readonly values: Float32Array;
  /** A syllable (SpeechActivity.active during an utterance). */
  readonly syllable: boolean;
  /** Not loud either: the line's or the room's own sound. */
  readonly quiet: boolean;
  readonly sound: Sound;
}

export class VoiceEvidence {
  /** A voice is being judged: from its first syllable until music, a tone or a long quiet. */
  open = false;
  /** Begin of the episode and of its present turn, seconds of audio. */
  since = 0;
  turnSince = 0;
  /** Hold music was heard before this episode. */
  afterMusic = false;
  /** A key was sent or heard in this call: it has menus. */
  dialled = false;
  readonly inputs = new Float32Array(EVIDENCE_COUNT);

  private readonly speech = new FeatureSums();
  private readonly pauses = new FeatureSums();
  /** The quiet just before a turn, and as it was when the turn began. */
  private readonly lull = new FeatureSums();
  private readonly lullBefore = new FeatureSums();
  private lullFrames = 0;
  private lullSeconds = 0;
  /** The line's quiet over the last minute or so, before this episode; and as it was one and two delays ago. */
  private readonly lineQuiet = new FeatureSums();
  private readonly lineQuietLately = new FeatureSums();
  private readonly lineQuietBefore = new FeatureSums();
  private lineQuietFrames = 0;
  private readonly pitch = new TurnPitch();
  private readonly levels = new Float64Array(Object.keys(LEVEL_OF).length);
  private recording = false;
  private talked = false;
  private musicHeard = 0;
  private turnSpeech = 0;
  private turnPauses = 0;
  private turnGap = 0;
  private turns = 0;
  private lastTurnSpeech = 0;
  private longestTurn = 0;
  private lastTurnLevel = 0;
  private episodeSpeech = 0;
  private utteranceSpeech = 0;
  private longestPause = 0;
  private overMusic = 0;
  private musicSeconds = 0;
  private musicShare = 0;
  private lastSyllable = NEVER;
  private lastMusic = NEVER;
  private lastTone = NEVER;
  private gapBefore = 0;
  private callLevel = 0;
  private readonly voices = new HeardVoices();

  /** `heldBefore`: the caller knows that the menus are behind us. */
  constructor(
    private readonly time: CallTime,
    private heldBefore = false,
  ) {}

  /** Seconds since the last syllable. */
  quiet(now: number): number {
    return now - this.lastSyllable;
  }

  get episodeSpeechSeconds(): number {
    return this.episodeSpeech;
  }

  get turnSpeechSeconds(): number {
    return this.turnSpeech;
  }

  /** Music, ringing or a long quiet was heard before this episode, after some talk or music: a wait, not a menu. */
  get afterHold(): boolean {
    return this.heldBefore;
  }

  /** Distance from the nearest voice heard before the episode; -1: none was, or too little is heard of this one. */
  get voiceNovelty(): number {
    return this.speech.frames < LEAST_PRINT_FRAMES ? -1 : this.inputs[NEAREST_VOICE]!;
  }

  /** Distance of this turn's voice from that of the turn before; -1: too little is heard of either. */
  get lastTurnDistance(): number {
    const both = this.lastTurnSpeech >= LEAST_PRINT_SECONDS && this.speech.frames >= LEAST_PRINT_FRAMES;
    return both ? this.inputs[LAST_TURN_VOICE]! : -1;
  }

  /** How long before this episode that voice was heard last. */
  get nearestVoiceAgeSeconds(): number {
    return this.inputs[NEAREST_VOICE_AGE]!;
  }

  /** How much louder the line is behind this voice than it was before, dB. */
  get roomDb(): number {
    return this.inputs[FLOOR_NOVELTY]!;
  }

  /** The present turn is known to be a recording: whoever speaks after it is somebody else. */
  noteRecording(): void {
    this.recording = true;
  }

  /** A digit was dialled: what spoke before it was a menu, and it has ended. */
  noteDigit(): void {
    this.dialled = true;
    if (this.open) this.close();
  }

  /** What speaks for a person, in words. */
  words(now: number): string[] {
    const words: string[] = [];
    if (Math.abs(this.since - this.lastTone) < 3) words.push('after ringing');
    else if (Math.abs(this.since - this.lastMusic) < 4) words.push('after hold music');
    else if (this.gapBefore > 4 && this.since > 4) words.push('after a silent wait');
    if (this.voices.count > 0 && this.inputs[NEAREST_VOICE]! > 0.6) words.push('a voice not heard before');
    if (this.inputs[FLOOR_NOVELTY]! > 4) words.push(`${Math.round(this.inputs[FLOOR_NOVELTY]!)} dB more background`);
    words.push(`spoke ${this.episodeSpeech.toFixed(1)} s${now - this.lastSyllable > 0.9 ? ' and waits' : ''}`);
    return words;
  }

  frame(input: EvidenceFrame): void {
    const { sound, values, syllable } = input;
    const now = this.time.seconds;
    const musical = sound === 'music' || sound === 'tone';
    this.musicShare += ((sound === 'music' ? 1 : 0) - this.musicShare) / 3000;
    if (sound === 'music') {
      this.lastMusic = now;
      this.musicHeard += 0.02;
    }
    if (sound === 'tone') this.lastTone = now;
    if (this.open) {
      this.musicSeconds = musical ? this.musicSeconds + 0.02 : Math.max(0, this.musicSeconds - 0.02);
      if (now - this.lastSyllable > EPISODE_GAP_SECONDS || this.musicSeconds > 0.8) this.close();
    }
    if (syllable) {
      this.syllable(values);
      if (sound === 'speech-over-music') this.overMusic += 0.02;
      return;
    }
    const gap = now - this.lastSyllable;
    if (gap > 0.4) this.utteranceSpeech = 0;
    if (musical) this.clearLull();
    else if (gap > 0.12 && input.quiet) {
      if (this.lull.frames > 25) this.lull.fade(0.9);
      this.lull.add(values);
      this.lullFrames++;
      if (this.open) this.pauses.add(values);
      else this.lineIsQuiet(values);
    }
  }

  private clearLull(): void {
    this.lull.clear();
    this.lullFrames = 0;
  }

  private lineIsQuiet(values: Float32Array): void {
    if (this.lineQuietFrames++ % LINE_QUIET_DELAY_FRAMES === 0) {
      this.lineQuietBefore.copy(this.lineQuietLately);
      this.lineQuietLately.copy(this.lineQuiet);
    }
    this.lineQuiet.fade(0.9997);
    this.lineQuiet.add(values);
  }

  private syllable(values: Float32Array): void {
    const now = this.time.seconds;
    const gap = now - this.lastSyllable;
    if (!this.open) this.begin();
    else if (gap > TURN_GAP_SECONDS) this.nextTurn();
    else if (gap > 0.2) this.turnPauses += gap;
    if (gap < EPISODE_GAP_SECONDS && this.episodeSpeech > 0) this.longestPause = Math.max(this.longestPause, gap);
    this.lastSyllable = now;
    this.turnSpeech += 0.02;
    this.episodeSpeech += 0.02;
    this.utteranceSpeech += 0.02;
    this.clearLull();
    this.speech.add(values);
    this.pitch.add(values);
  }

  private begin(): void {
    const now = this.time.seconds;
    const gap = now - this.lastSyllable;
    this.open = true;
    this.since = now - 0.02;
    this.gapBefore = Math.min(gap, now - this.lastMusic, now - this.lastTone);
    if (this.musicHeard > 3) this.afterMusic = true;
    if (this.musicHeard > 3 || (this.talked && (this.gapBefore > 4 || this.since - this.lastTone < 3)))
      this.heldBefore = true;
    this.talked = true;
    this.turns = 0;
    this.episodeSpeech = 0;
    this.longestPause = 0;
    this.longestTurn = 0;
    this.lastTurnSpeech = 0;
    this.musicSeconds = 0;
    this.overMusic = 0;
    this.turnGap = this.gapBefore;
    this.beginTurn();
  }

  private nextTurn(): void {
    this.endTurn();
    if (this.recording) {
      this.begin();
      return;
    }
    this.turnGap = this.time.seconds - this.lastSyllable;
    this.beginTurn();
  }

  private beginTurn(): void {
    this.turns++;
    this.recording = false;
    this.turnSince = this.time.seconds - 0.02;
    this.turnSpeech = 0;
    this.turnPauses = 0;
    this.lullBefore.copy(this.lull);
    this.lullSeconds = Math.min(MOST_LULL_SECONDS, this.lullFrames * 0.02);
    this.speech.clear();
    this.pauses.clear();
    this.pitch.clear();
  }

  private endTurn(): void {
    this.lastTurnSpeech = this.turnSpeech;
    this.longestTurn = Math.max(this.longestTurn, this.turnSpeech);
    this.speech.meanInto(this.levels, LEVEL_OF.turn, LEVEL);
    this.lastTurnLevel = this.levels[LEVEL_OF.turn]!;
    this.voices.endSeconds = this.lastSyllable;
    this.voices.keepTurn(this.speech, this.pitch);
  }

  private close(): void {
    this.endTurn();
    this.open = false;
    this.callLevel = this.lastTurnLevel;
    if (this.time.seconds - this.lastMusic > 1) this.clearLull();
  }

  /** `p`: tone, silence, music, speech, speech over music. */
  gather(p: Float64Array): Float32Array {
    const { inputs: x, speech, pauses, pitch } = this;
    const now = this.time.seconds;
    const quietest = pauses.frames > 5 ? pauses : this.lullBefore;
    this.measureLevels(quietest);
    const level = this.levels[LEVEL_OF.turn]!;
    const floor = this.levels[LEVEL_OF.floor]!;
    pitch.summarise();
    let i = 0;
    x[i++] = this.turnSpeech;
    x[i++] = now - this.turnSince;
    x[i++] = this.utteranceSpeech;
    x[i++] = now - this.lastSyllable;
    x[i++] = this.turns;
    x[i++] = this.episodeSpeech;
    x[i++] = now - this.since;
    x[i++] = Math.max(this.longestPause, now - this.lastSyllable);
    x[i++] = Math.max(this.longestTurn, this.turnSpeech);
    x[i++] = Math.min(10, this.turnGap);
    x[i++] = this.turnPauses;
    x[i++] = this.lastTurnSpeech;
    x[i++] = Math.max(0, Math.min(60, this.since - this.lastMusic));
    x[i++] = Math.max(0, Math.min(60, this.since - this.lastTone));
    x[i++] = Math.min(10, this.gapBefore);
    x[i++] = this.musicShare;
    speech.meanInto(x, i++, LEVEL);
    speech.deviationInto(x, i++, LEVEL);
    x[i++] = this.callLevel === 0 ? 0 : level - this.callLevel;
    x[i++] = floor;
    pauses.deviationInto(x, i++, LEVEL);
    x[i++] = level - floor;
    x[i++] = floor - this.levels[LEVEL_OF.line]!;
    x[i++] = pitch.voicedFrames / Math.max(1, speech.frames);
    x[i++] = pitch.mean;
    x[i++] = pitch.deviation;
    x[i++] = pitch.glide;
    speech.meanInto(x, i++, HARMONICITY);
    speech.deviationInto(x, i++, HARMONICITY);
    speech.meanInto(x, i++, FLUX);
    speech.deviationInto(x, i++, FLUX);
    speech.meanInto(x, i++, TONAL_SHARE);
    speech.meanInto(x, i++, 2);
    speech.deviationInto(x, i++, 2);
    speech.meanInto(x, i++, 4);
    speech.meanInto(x, i++, 5);
    speech.meanInto(x, i++, 6);
    speech.meanInto(x, i++, 12);
    i = this.compare(i);
    for (let c = 1; c < 5; c++) x[i++] = p[c]!;
    x[i++] = this.overMusic / Math.max(0.02, this.episodeSpeech);
    for (let m = 0; m < MFCC_COUNT; m++) speech.meanInto(x, i++, MFCC + m);
    for (let m = 0; m < MFCC_COUNT; m++) speech.deviationInto(x, i++, MFCC + m);
    for (let m = 0; m < MFCC_COUNT; m++) quietest.meanInto(x, i++, MFCC + m);
    quietest.meanInto(x, i++, TONAL_SHARE);
    quietest.meanInto(x, i++, PEAK_HOLD);
    quietest.meanInto(x, i++, HARMONICITY);
    quietest.meanInto(x, i++, FLUX);
    quietest.meanInto(x, i++, FLATNESS);
    const { lullBefore } = this;
    x[i++] = this.lullSeconds;
    x[i++] =
      lullBefore.frames >= LEAST_LULL_FRAMES ? this.levels[LEVEL_OF.lull]! - this.levels[LEVEL_OF.lineBefore]! : 0;
    lullBefore.deviationInto(x, i, LEVEL);
    return x;
  }

  /** `quietest`: what is heard between or before this turn's words. */
  private measureLevels(quietest: FeatureSums): void {
    const { levels, speech, lineQuiet, lineQuietBefore, lullBefore } = this;
    levels.fill(LEAST_FLOOR_DB);
    speech.meanInto(levels, LEVEL_OF.turn, LEVEL);
    lullBefore.meanInto(levels, LEVEL_OF.lull, LEVEL);
    if (quietest.frames > 3) quietest.meanInto(levels, LEVEL_OF.floor, LEVEL);
    if (lineQuiet.frames > 15) lineQuiet.meanInto(levels, LEVEL_OF.line, LEVEL);
    if (lineQuietBefore.frames > 15) lineQuietBefore.meanInto(levels, LEVEL_OF.lineBefore, LEVEL);
  }

  /** How far this turn's voice is from those heard before the episode, and from the turn before. */
  private compare(at: number): number {
    const { inputs: x, voices } = this;
    let i = at;
    voices.since = this.since;
    voices.compare(this.speech, this.pitch);
    x[i++] = voices.nearest;
    x[i++] = voices.nearestAgeSeconds;
    x[i++] = voices.nearestPitch;
    x[i++] = voices.any;
    x[i++] = this.turns > 1 ? voices.lastTurn : -1;
    x[i++] = this.turns > 1 ? this.levels[LEVEL_OF.turn]! - this.lastTurnLevel : 0;
    return i;
  }
}

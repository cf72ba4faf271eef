/**
 * Everything known about the voice on the line that bears on whether it is live: how it speaks and pauses, how it and
 * the line behind it differ from what was heard before. The inputs of the live-human model.
 *
 * An episode is a stretch of talk that no music, no tone and no long quiet interrupts; a turn is a stretch of it
 * without a pause of 0.7 s. How a voice sounds is measured by turns: an announcement and the person who comes on right
 * after it share an episode, not a turn.
 */
import {
  FLATNESS,
  FLUX,
  HARMONICITY,
  LEVEL,
  MFCC,
  MFCC_COUNT,
  PEAK_HOLD,
  PITCH,
  TONAL_SHARE,
} from '../frames/frame-features';
import type { Sound } from '../sound/sound-classifier';
import { EVIDENCE_COUNT, EVIDENCE_NAMES } from './evidence-names';
import { FeatureSums, LEAST_FLOOR_DB } from './feature-sums';
import { VoicePrint } from './voice-print';

/** An episode is over after this much quiet. */
const EPISODE_GAP_SECONDS = 6;
const TURN_GAP_SECONDS = 0.7;
const NEVER = -600;
/** A lull shorter than this says nothing of what is behind the voice that follows. */
const LEAST_LULL_FRAMES = 8;
const MOST_LULL_SECONDS = 3;
/** Somebody may be on the line, silent, for so long before the first word: that quiet is not yet the line's. */
const LINE_QUIET_DELAY_FRAMES = 75;
const PRINTS_KEPT = 24;
const LEAST_PRINT_FRAMES = 30;

const NEAREST_VOICE = EVIDENCE_NAMES.indexOf('nearestVoice');
const LAST_TURN_VOICE = EVIDENCE_NAMES.indexOf('lastTurnVoice');
const FLOOR_NOVELTY = EVIDENCE_NAMES.indexOf('floorNovelty');

export interface EvidenceFrame {
  readonly now: number;
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
  private voicedFrames = 0;
  private pitchSum = 0;
  private pitchSquares = 0;
  private glides = 0;
  private glidePairs = 0;
  private lastPitch = 0;
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
  private readonly prints = Array.from({ length: PRINTS_KEPT }, () => new VoicePrint());
  private printCount = 0;
  private readonly present = new VoicePrint();
  private readonly lastTurn = new VoicePrint();

  /** `heldBefore`: the caller knows that the menus are behind us. */
  constructor(private heldBefore = false) {}

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

  /** Distance of this turn's voice from the turn before it in the episode; -1: no such turn, or too little heard. */
  get voiceChange(): number {
    if (this.turns < 2 || this.speech.frames < LEAST_PRINT_FRAMES) return -1;
    return this.inputs[LAST_TURN_VOICE]!;
  }

  /** The present turn is known to be a recording: whoever speaks after it is somebody else. */
  noteRecording(): void {
    this.recording = true;
  }

  /** A digit was dialled: what spoke before it was a menu, and it has ended. */
  noteDigit(now: number): void {
    this.dialled = true;
    if (this.open) this.close(now);
  }

  /** What speaks for a person, in words. */
  words(now: number): string[] {
    const words: string[] = [];
    if (Math.abs(this.since - this.lastTone) < 3) words.push('after ringing');
    else if (Math.abs(this.since - this.lastMusic) < 4) words.push('after hold music');
    else if (this.gapBefore > 4) words.push('after a silent wait');
    if (this.printCount > 0 && this.inputs[NEAREST_VOICE]! > 0.6) words.push('a voice not heard before');
    if (this.inputs[FLOOR_NOVELTY]! > 4) words.push(`${Math.round(this.inputs[FLOOR_NOVELTY]!)} dB more background`);
    words.push(`spoke ${this.episodeSpeech.toFixed(1)} s${now - this.lastSyllable > 0.9 ? ' and waits' : ''}`);
    return words;
  }

  frame(input: EvidenceFrame): void {
    const { now, sound, values, syllable } = input;
    const musical = sound === 'music' || sound === 'tone';
    this.musicShare += ((sound === 'music' ? 1 : 0) - this.musicShare) / 3000;
    if (sound === 'music') {
      this.lastMusic = now;
      this.musicHeard += 0.02;
    }
    if (sound === 'tone') this.lastTone = now;
    if (this.open) {
      this.musicSeconds = musical ? this.musicSeconds + 0.02 : Math.max(0, this.musicSeconds - 0.02);
      if (now - this.lastSyllable > EPISODE_GAP_SECONDS || this.musicSeconds > 0.8) this.close(now);
    }
    if (syllable) {
      this.syllable(now, values);
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

  private syllable(now: number, values: Float32Array): void {
    const gap = now - this.lastSyllable;
    if (!this.open) this.begin(now, gap);
    else if (gap > TURN_GAP_SECONDS) this.nextTurn(now, gap);
    else if (gap > 0.2) this.turnPauses += gap;
    if (gap < EPISODE_GAP_SECONDS && this.episodeSpeech > 0) this.longestPause = Math.max(this.longestPause, gap);
    this.lastSyllable = now;
    this.turnSpeech += 0.02;
    this.episodeSpeech += 0.02;
    this.utteranceSpeech += 0.02;
    this.clearLull();
    this.speech.add(values);
    const pitch = values[PITCH]!;
    if (values[HARMONICITY]! > 0.55 && pitch !== 0) {
      this.voicedFrames++;
      this.pitchSum += pitch;
      this.pitchSquares += pitch * pitch;
      if (this.lastPitch !== 0) {
        this.glides += Math.min(0.5, Math.abs(pitch - this.lastPitch));
        this.glidePairs++;
      }
      this.lastPitch = pitch;
    } else this.lastPitch = 0;
  }

  private begin(now: number, gap: number): void {
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
    this.beginTurn(now, this.gapBefore);
  }

  private nextTurn(now: number, gap: number): void {
    this.endTurn();
    if (this.recording) this.begin(now, gap);
    else this.beginTurn(now, gap);
  }

  private beginTurn(now: number, gap: number): void {
    this.turns++;
    this.recording = false;
    this.turnSince = now - 0.02;
    this.turnGap = gap;
    this.turnSpeech = 0;
    this.turnPauses = 0;
    this.lullBefore.copy(this.lull);
    this.lullSeconds = Math.min(MOST_LULL_SECONDS, this.lullFrames * 0.02);
    this.speech.clear();
    this.pauses.clear();
    this.voicedFrames = 0;
    this.pitchSum = 0;
    this.pitchSquares = 0;
    this.glides = 0;
    this.glidePairs = 0;
    this.lastPitch = 0;
  }

  private endTurn(): void {
    this.lastTurnSpeech = this.turnSpeech;
    this.longestTurn = Math.max(this.longestTurn, this.turnSpeech);
    this.lastTurnLevel = this.speech.mean(LEVEL);
    this.lastTurn.take(this.speech, this.meanPitch(), this.lastSyllable);
    if (this.speech.frames < LEAST_PRINT_FRAMES) return;
    this.prints[this.printCount % PRINTS_KEPT]!.take(this.speech, this.meanPitch(), this.lastSyllable);
    this.printCount++;
  }

  private close(now: number): void {
    this.endTurn();
    this.open = false;
    this.callLevel = this.lastTurnLevel;
    if (now - this.lastMusic > 1) this.clearLull();
  }

  private meanPitch(): number {
    return this.voicedFrames > 0 ? this.pitchSum / this.voicedFrames : 0;
  }

  /** `p`: tone, silence, music, speech, speech over music. */
  gather(now: number, p: Float64Array): Float32Array {
    const { inputs: x, speech, pauses } = this;
    const quietest = pauses.frames > 5 ? pauses : this.lullBefore;
    const floor = quietest.frames > 3 ? quietest.mean(LEVEL) : LEAST_FLOOR_DB;
    const lineFloor = this.lineQuiet.frames > 15 ? this.lineQuiet.mean(LEVEL) : LEAST_FLOOR_DB;
    const pitch = this.meanPitch();
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
    x[i++] = this.callLevel === 0 ? 0 : speech.mean(LEVEL) - this.callLevel;
    x[i++] = floor;
    pauses.deviationInto(x, i++, LEVEL);
    x[i++] = speech.mean(LEVEL) - floor;
    x[i++] = floor - lineFloor;
    x[i++] = this.voicedFrames / Math.max(1, speech.frames);
    x[i++] = pitch;
    x[i++] = this.voicedFrames > 3 ? Math.sqrt(Math.max(0, this.pitchSquares / this.voicedFrames - pitch * pitch)) : 0;
    x[i++] = this.glidePairs > 3 ? this.glides / this.glidePairs : 0;
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
    i = this.compare(i, pitch);
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
    const { lullBefore, lineQuietBefore } = this;
    const told = lullBefore.frames >= LEAST_LULL_FRAMES;
    const lineBefore = lineQuietBefore.frames > 15 ? lineQuietBefore.mean(LEVEL) : LEAST_FLOOR_DB;
    x[i++] = this.lullSeconds;
    x[i++] = told ? lullBefore.mean(LEVEL) - lineBefore : 0;
    lullBefore.deviationInto(x, i, LEVEL);
    return x;
  }

  /** How far this turn's voice is from those heard before the episode, and from the turn before. */
  private compare(at: number, pitch: number): number {
    const x = this.inputs;
    let i = at;
    this.present.take(this.speech, pitch, 0);
    let nearest = -1;
    let age = 60;
    let nearestPitch = 0;
    let voices = 0;
    for (let k = 0; k < Math.min(this.printCount, PRINTS_KEPT); k++) {
      const other = this.prints[k]!;
      if (other.endSeconds >= this.since) continue;
      voices++;
      const distance = this.present.distance(other);
      if (nearest >= 0 && distance >= nearest) continue;
      nearest = distance;
      age = Math.min(60, this.since - other.endSeconds);
      nearestPitch = pitch - other.pitch;
    }
    x[i++] = nearest;
    x[i++] = age;
    x[i++] = nearestPitch;
    x[i++] = Math.min(1, voices);
    x[i++] = this.turns > 1 ? this.present.distance(this.lastTurn) : -1;
    x[i++] = this.turns > 1 ? this.speech.mean(LEVEL) - this.lastTurnLevel : 0;
    return i;
  }
}

/**
 * Composes training calls for the live-human model out of the labelled set: menus, holds and pickups in other orders,
 * other levels, other rooms. A composed call takes all its sounds from the files of one fold, so that held-out folds
 * stay held out. Roles are swapped now and then: an announcer's voice greets and waits, a person's voice announces;
 * what is live is how it behaves, not whose voice it is.
 *
 * Voices of volunteers, actors and customers (voices.sh) join in both roles, music of games (music.sh) plays in half of
 * the holds; a voice, like a track, belongs to one fold.
 *
 *   tsx bench/hearing/train/compose.ts OUT_FOLDER FOLD_FILES.json VOICES_FOLDER MUSIC_FOLDER [--calls 30] [--seed 1]
 *     [--over-music 0.15]
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WaveFile } from 'wavefile';
import { readWavSamples } from '../../../cli/wav-samples';
import { DEV_SET, readAudio, readLabels, type Segment } from '../labelled-set';
import { activeLevelDb, amplified, g711, lossy, mixed, noise, type NoiseKind } from './channel';
import { cut, fill, phrases, type Piece, type Pool } from './pool';
import { Random } from './random';
import { readVoices } from './voices';

class Composer {
  private readonly parts: Int16Array[] = [];
  private readonly segments: (Segment & { label: string })[] = [];
  private length = 0;
  private readonly levelDb: number;
  private readonly lineNoiseDb: number;
  private readonly played: Piece[] = [];

  constructor(
    private readonly pool: Pool,
    private readonly random: Random,
  ) {
    this.levelDb = random.between(-30, -15);
    this.lineNoiseDb = random.chance(0.4) ? -96 : random.between(-78, -58);
  }

  compose(): { samples: Int16Array; segments: readonly Segment[] } {
    const { random } = this;
    // Now and then there is no call around a voice: how it speaks must do.
    if (random.chance(0.12)) {
      if (random.chance(0.5)) this.announce(false);
      else this.person();
    } else this.wholeCall();
    let samples = this.joined();
    if (random.chance(0.3)) samples = lossy(samples, random.between(0.002, 0.03), random);
    return { samples: g711(samples, random), segments: this.segments };
  }

  private wholeCall(): void {
    const { random } = this;
    if (random.chance(0.6)) this.ring(random.between(1, 7));
    this.quiet(random.between(0.2, 1.2));
    if (random.chance(0.15)) this.person();
    else {
      for (let n = Math.floor(random.next() * 3); n >= 0; n--) {
        this.announce(random.chance(0.3));
        this.quiet(random.between(0.3, 2.5));
        if (random.chance(0.7)) this.digit();
      }
    }
    this.hold();
    if (random.chance(0.8)) {
      this.person();
      if (random.chance(0.35)) {
        this.hold();
        if (random.chance(0.7)) this.person();
      }
    }
    if (random.chance(0.3)) this.hold();
  }

  private hold(): void {
    const { random } = this;
    const { music, tracks } = this.pool;
    const from = tracks.length > 0 && random.chance(0.5) ? tracks : music;
    const track = random.chance(0.75) ? random.pick(from) : null;
    const rounds = 1 + Math.floor(random.next() * 5);
    const playlist = Array.from({ length: 1 + Math.floor(random.next() * 4) }, () => this.newAnnouncement(false));
    for (let n = 0; n < rounds; n++) {
      if (track) this.music(track, random.between(5, 16));
      else if (random.chance(0.3)) this.ring(random.between(3, 9));
      else this.quiet(random.between(3, 9));
      if (random.chance(0.75)) {
        if (random.chance(0.8)) this.quiet(random.between(0.05, 1));
        this.announce(false, track, random.pick(playlist));
        if (random.chance(0.8)) this.quiet(random.between(0.1, 1.3));
        // Queues go quiet now and then before their music comes back.
        if (random.chance(0.06)) this.quiet(random.between(2, 7));
      } else if (random.chance(0.15)) this.quiet(random.between(0.3, 2.5));
    }
    if (track && random.chance(0.5)) this.music(track, random.between(4, 12));
    if (random.chance(0.2)) this.ring(random.between(1.2, 5));
    this.quiet(random.between(0.1, 1.5));
  }

  private announce(short: boolean, under: Piece | null = null, chosen: Piece | null = null): void {
    const { random } = this;
    const again = chosen === null && this.played.length > 0 && random.chance(0.25);
    const piece = again ? random.pick(this.played) : (chosen ?? this.newAnnouncement(short));
    if (!again) this.played.push(piece);
    let samples = this.levelled(piece.samples, random.normal() * 2);
    let kind = piece.kind;
    if (under && random.chance(option('--over-music', 0.15))) {
      const bed = this.levelled(under.samples, -random.between(6, 18));
      samples = mixed(
        samples,
        Float32Array.from(samples, (_, i) => bed[i % bed.length]!),
      );
      kind += '_over_music';
    } else if (random.chance(0.15)) {
      this.homeMade(samples, { label: 'IVR_PROMPT', src: piece.source, kind });
      return;
    }
    this.add(samples, { label: 'IVR_PROMPT', src: piece.source, kind });
  }

  /** Home-made recordings carry their room, before and after the words too; there it is no speech. */
  private homeMade(samples: Int16Array, what: Omit<Segment, 'start' | 'end'>): void {
    const { random } = this;
    const [before, after] = [random.between(0, 0.9), random.between(0, 0.9)].map(
      (seconds) => new Int16Array(Math.round(seconds * 8000)),
    ) as [Int16Array, Int16Array];
    const all = this.inRoom(concatenated([before, samples, after]), random.between(14, 36));
    const said = before.length + samples.length;
    this.add(all.subarray(0, before.length), { label: 'SILENCE' });
    this.add(all.subarray(before.length, said), what);
    this.add(all.subarray(said), { label: 'SILENCE' });
  }

  private newAnnouncement(short: boolean): Piece {
    const { random } = this;
    if (this.pool.voices.length > 0 && random.chance(0.5)) {
      const parts = this.lines(3 + Math.floor(random.next() * 5), short ? 2.5 : random.between(2.5, 10));
      const pause = random.between(0.15, 0.5);
      const said = parts.samples.flatMap((line) => [
        this.levelled(line, 0),
        new Int16Array(Math.round(random.between(0.6, 1.4) * pause * 8000)),
      ]);
      return {
        samples: concatenated(said.slice(0, -1)),
        source: parts.source,
        kind: 'natural',
      };
    }
    if (random.chance(0.2)) {
      // A person's voice as an announcer: what was said, without the waiting.
      const person = random.pick(this.pool.persons);
      const said = person.marks.filter((m) => m.label === 'LIVE_HUMAN' && m.end - m.start > 1);
      if (said.length > 0) {
        const from = Math.floor(random.next() * said.length);
        const chosen = said.slice(from, from + 1 + Math.floor(random.next() * 4));
        const parts = chosen.flatMap((m) => [
          cut(person.samples, m.start, m.end),
          new Int16Array(Math.round(random.between(0.1, 0.6) * 8000)),
        ]);
        return {
          samples: concatenated(parts.slice(0, -1)),
          source: person.source,
          kind: 'natural',
        };
      }
    }
    const piece = random.pick(this.pool.prompts);
    if (!short && random.chance(0.6)) return piece;
    const all = phrases(piece.samples);
    if (all.length < 2) return piece;
    const from = Math.floor(random.next() * all.length);
    const chosen = all.slice(from, from + 1 + Math.floor(random.next() * 4));
    const parts = chosen.flatMap((phrase) => [phrase, new Int16Array(Math.round(random.between(0.15, 0.7) * 8000))]);
    return {
      samples: concatenated(parts.slice(0, -1)),
      source: piece.source,
      kind: piece.kind,
    };
  }

  /** Lines of one volunteer, at most so many and until they last so long. */
  private lines(most: number, seconds: number): { samples: Int16Array[]; source: string } {
    const { random } = this;
    const group = random.pick(['volunteer', 'actor', 'customer']);
    const voice = random.pick(this.pool.voices.filter((v) => v.group === group));
    const all = random.chance(0.5) ? random.pick(voice.coded) : voice.lines;
    // One recording is all there is of this speaker: once, whole.
    if (all.length === 1) return { samples: [all[0]!], source: voice.speaker };
    const samples: Int16Array[] = [];
    let length = 0;
    while (samples.length < most && length < seconds * 8000) {
      const line = random.pick(all);
      samples.push(line);
      length += line.length;
    }
    return { samples, source: voice.speaker };
  }

  private person(): void {
    const { random } = this;
    if (this.pool.voices.length > 0 && random.chance(0.5)) {
      const said = this.lines(12, random.between(5, 18));
      this.behaving(said.samples.length > 1 ? said.samples : phrases(said.samples[0]!), said.source);
      return;
    }
    const natural = this.pool.prompts.filter((p) => p.kind === 'natural' && p.samples.length > 40000);
    if (natural.length > 0 && random.chance(0.4)) this.swapped(random.pick(natural));
    else {
      const person = random.pick(this.pool.persons);
      const starts = person.marks.filter((m) => m.label === 'LIVE_HUMAN');
      // Some lines open with the room, some with the first word: neither may be the sign of a person.
      const begin = random.chance(0.65) ? 0 : Math.max(0, random.pick(starts).start - random.between(0, 0.15));
      const end = Math.min(person.samples.length / 8000, begin + random.between(6, 25));
      let samples = this.levelled(cut(person.samples, begin, end), random.normal() * 3);
      if (random.chance(0.3)) samples = this.inRoom(samples, random.between(10, 30));
      const at = this.length / 8000;
      this.push(samples);
      for (const mark of person.marks) {
        const start = Math.max(mark.start, begin);
        const stop = Math.min(mark.end, end);
        if (stop > start)
          this.segments.push({
            ...mark,
            start: at + start - begin,
            end: at + stop - begin,
            src: person.source,
          });
      }
    }
  }

  /** An announcer's voice behaving as a person: a few words, a wait, more words, in a room. */
  private swapped(voice: Piece): void {
    const all = phrases(voice.samples);
    if (all.length >= 3) this.behaving(all, voice.source);
  }

  private behaving(all: readonly Int16Array[], source: string): void {
    const { random } = this;
    const parts: { samples: Int16Array; label: string }[] = [];
    if (random.chance(0.75))
      parts.push({
        samples: new Int16Array(Math.round(random.between(0.1, 1.2) * 8000)),
        label: 'SILENCE',
      });
    if (all.length === 0) return;
    let next = Math.floor(random.next() * all.length);
    for (let turn = 1 + Math.floor(random.next() * 4); turn > 0; turn--) {
      let spoken = 0;
      for (let n = 1 + Math.floor(random.next() * 3); n > 0 && spoken < 32000; n--) {
        const phrase = all[next++ % all.length]!;
        spoken += phrase.length;
        parts.push({ samples: phrase, label: 'LIVE_HUMAN' });
        parts.push({
          samples: new Int16Array(Math.round(random.between(0.1, 0.6) * 8000)),
          label: 'LIVE_HUMAN',
        });
      }
      parts.push({
        samples: new Int16Array(Math.round(random.between(0.9, 3.5) * 8000)),
        label: 'HUMAN_PAUSE',
      });
    }
    let samples = this.levelled(concatenated(parts.map((p) => p.samples)), random.normal() * 3);
    if (random.chance(0.85)) samples = this.inRoom(samples, random.between(8, 38));
    let at = this.length / 8000;
    this.push(samples);
    for (const part of parts) {
      const end = at + part.samples.length / 8000;
      this.segments.push({
        start: at,
        end,
        label: part.label,
        src: source,
        ...(part.label === 'SILENCE' ? { pre: true } : {}),
      });
      at = end;
    }
  }

  private inRoom(samples: Int16Array, snr: number): Int16Array {
    const kind = this.random.pick<NoiseKind>(['room', 'room', 'pink', 'typing', 'hum', 'white']);
    const voices = this.pool.prompts.map((p) => p.samples);
    return mixed(samples, noise(kind, samples.length, activeLevelDb(samples) - snr, this.random, voices));
  }

  private levelled(samples: Int16Array, relativeDb: number): Int16Array {
    return amplified(samples, Math.min(-8, this.levelDb + relativeDb) - activeLevelDb(samples));
  }

  private music(track: Piece, seconds: number): void {
    const from = Math.floor(this.random.next() * track.samples.length);
    const length = Math.round(seconds * 8000);
    const samples = Int16Array.from({ length }, (_, i) => track.samples[(from + i) % track.samples.length]!);
    this.add(this.levelled(samples, this.random.normal() * 2), {
      label: 'MUSIC',
      src: track.source,
    });
  }

  private ring(seconds: number): void {
    const hz = this.random.pick([[440, 480], [425], [400, 450], [440]]);
    const cadence = this.random.pick([
      [2, 4],
      [1, 4],
      [1.5, 3.5],
    ]);
    const out = new Int16Array(Math.round(seconds * 8000));
    for (let i = 0; i < out.length; i++) {
      if ((i / 8000) % (cadence[0]! + cadence[1]!) > cadence[0]!) continue;
      out[i] = Math.round((hz.reduce((sum, f) => sum + Math.sin((2 * Math.PI * f * i) / 8000), 0) / hz.length) * 4000);
    }
    this.add(out, { label: 'RINGING' });
  }

  private digit(): void {
    const row = this.random.pick([697, 770, 852, 941]);
    const column = this.random.pick([1209, 1336, 1477]);
    const out = new Int16Array(Math.round(this.random.between(0.09, 0.25) * 8000));
    for (let i = 0; i < out.length; i++) {
      out[i] = Math.round(
        (Math.sin((2 * Math.PI * row * i) / 8000) + Math.sin((2 * Math.PI * column * i) / 8000)) * 2500,
      );
    }
    this.add(out, { label: 'DTMF' });
    this.quiet(this.random.between(0.2, 0.8));
  }

  private quiet(seconds: number): void {
    this.add(new Int16Array(Math.round(seconds * 8000)), { label: 'SILENCE' });
  }

  private add(samples: Int16Array, what: Omit<Segment, 'start' | 'end'>): void {
    const start = this.length / 8000;
    this.push(samples);
    this.segments.push({ start, end: this.length / 8000, ...what });
  }

  private push(samples: Int16Array): void {
    this.parts.push(samples);
    this.length += samples.length;
  }

  private joined(): Int16Array {
    const all = concatenated(this.parts);
    return this.lineNoiseDb < -90 ? all : mixed(all, noise('white', all.length, this.lineNoiseDb, this.random, []));
  }
}

function concatenated(parts: readonly Int16Array[]): Int16Array {
  const out = new Int16Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

const [outFolder, foldFile, voicesFolder, musicFolder] = process.argv.slice(2);
if (outFolder === undefined || foldFile === undefined || voicesFolder === undefined || musicFolder === undefined)
  throw new Error('usage: compose.ts OUT_FOLDER FOLD_FILES.json VOICES_FOLDER MUSIC_FOLDER [--calls N] [--seed S]');
const folds = JSON.parse(readFileSync(foldFile, 'utf8')) as Record<string, number>;
const pools = new Map<number, Pool>();
for (const file of readLabels(DEV_SET).files) {
  const fold = folds[file.file]!;
  let pool = pools.get(fold);
  if (!pool) pools.set(fold, (pool = { prompts: [], music: [], tracks: [], persons: [], voices: [] }));
  fill(pool, file, readAudio(DEV_SET, file));
}
readVoices(voicesFolder).forEach((voice, n) => pools.get(n % pools.size)?.voices.push(voice));
readdirSync(musicFolder)
  .sort()
  .forEach((name, n) =>
    pools.get(n % pools.size)?.tracks.push({
      samples: readWavSamples(join(musicFolder, name)),
      source: name.replace('.wav', ''),
      kind: '',
    }),
  );
mkdirSync(outFolder, { recursive: true });
const files: object[] = [];
let total = 0;
for (const [fold, pool] of [...pools].sort(([a], [b]) => a - b)) {
  for (let n = 0; n < option('--calls', 30); n++) {
    const { samples, segments } = new Composer(
      pool,
      new Random(option('--seed', 1) * 100_000 + fold * 1000 + n),
    ).compose();
    const file = `composed_${fold}_${n}.wav`;
    const wav = new WaveFile();
    wav.fromScratch(1, 8000, '16', samples);
    wav.toMuLaw();
    writeFileSync(join(outFolder, file), wav.toBuffer());
    files.push({
      file,
      kind: 'call',
      duration: samples.length / 8000,
      fold,
      segments,
    });
    total += samples.length / 8000;
  }
}
writeFileSync(join(outFolder, 'labels.json'), JSON.stringify({ version: 1, sampleRate: 8000, files }));
console.log(`${files.length} calls, ${(total / 3600).toFixed(2)} h`);

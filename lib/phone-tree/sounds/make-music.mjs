// Composes and plays the two pieces of hold music: node make-music.mjs FOLDER writes 16 kHz 16 bit WAV files there.
// Everything is computed from the scores below, so the result is the same on every machine and free of rights.
import { Buffer } from 'node:buffer';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RATE = 16000;
const NOTES = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** 'A4' -> 440, 'C#4', 'Bb3'. */
function frequency(name) {
  const [, letter, accidental, octave] = /^([A-G])([#b]?)(\d)$/.exec(name);
  const semitone = NOTES[letter] + (accidental === '#' ? 1 : accidental === 'b' ? -1 : 0) + 12 * (Number(octave) + 1);
  return 440 * 2 ** ((semitone - 69) / 12);
}

/** Small linear congruential generator: the noise of brushes and plucks must not differ from run to run. */
function noise(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Instruments: seconds held, frequency -> samples, their decay included. */
const INSTRUMENTS = {
  /** Electric piano: two-operator frequency modulation whose brightness dies away. */
  piano(hz, held) {
    return render(held + 0.6, (t) => {
      const modulation =
        1.6 * Math.exp(-4 * t) * Math.sin(2 * Math.PI * hz * t) +
        0.3 * Math.exp(-18 * t) * Math.sin(2 * Math.PI * 14 * hz * t);
      return (
        Math.sin(2 * Math.PI * hz * t + modulation) * Math.exp(-1.8 * t) * attack(t, 0.006) * release(t, held, 0.6)
      );
    });
  },
  bass(hz, held) {
    return render(held + 0.15, (t) => {
      const wave = [1, 0.5, 0.28, 0.14].reduce(
        (sum, level, k) => sum + level * Math.sin(2 * Math.PI * hz * (k + 1) * t) * Math.exp(-k * 2 * t),
        0,
      );
      return wave * Math.exp(-1.2 * t) * attack(t, 0.01) * release(t, held, 0.15);
    });
  },
  /** Flute: few harmonics, breath, and a vibrato that comes in late. */
  flute(hz, held) {
    const breath = noise(Math.round(hz));
    return render(held + 0.12, (t) => {
      const phase = 2 * Math.PI * hz * t + 0.22 * Math.min(1, t / 0.4) * Math.sin(2 * Math.PI * 5.2 * t);
      const wave = Math.sin(phase) + 0.35 * Math.sin(2 * phase) + 0.12 * Math.sin(3 * phase) + 0.03 * breath();
      return wave * attack(t, 0.06) * release(t, held, 0.12);
    });
  },
  clarinet(hz, held) {
    return render(held + 0.1, (t) => {
      const phase = 2 * Math.PI * hz * t + 0.1 * Math.min(1, t / 0.5) * Math.sin(2 * Math.PI * 4.7 * t);
      const wave = [1, 0.06, 0.55, 0.05, 0.3, 0.02, 0.14].reduce(
        (sum, level, k) => sum + level * Math.sin((k + 1) * phase),
        0,
      );
      return wave * attack(t, 0.045) * release(t, held, 0.1);
    });
  },
  /** Strings: three detuned voices a section. */
  strings(hz, held) {
    return render(held + 0.5, (t) => {
      let wave = 0;
      for (const detune of [0.9965, 1, 1.0031]) {
        for (let k = 1; k <= 7; k++) wave += Math.sin(2 * Math.PI * hz * detune * k * t + k * detune) / (k * 1.2);
      }
      return (wave / 3) * attack(t, 0.22) * release(t, held, 0.5);
    });
  },
  /** Guitar: Karplus-Strong, a burst of noise in a damped delay line. */
  guitar(hz, held) {
    const pick = noise(Math.round(hz * 7));
    const line = Float64Array.from({ length: Math.round(RATE / hz) }, () => pick());
    let at = 0;
    return render(held + 0.8, (t) => {
      const next = (at + 1) % line.length;
      const value = line[at];
      line[at] = 0.996 * (0.5 * line[at] + 0.5 * line[next]);
      at = next;
      return value * release(t, held + 0.4, 0.4);
    });
  },
  brush(hz, held) {
    const hiss = noise(Math.round(hz));
    let last = 0;
    return render(held, (t) => {
      const value = hiss();
      const high = value - last;
      last = value;
      return high * Math.exp(-22 * t) * attack(t, 0.004);
    });
  },
};

const attack = (t, seconds) => Math.min(1, t / seconds);
const release = (t, held, seconds) => (t <= held ? 1 : Math.max(0, 1 - (t - held) / seconds));
const render = (seconds, wave) => Float64Array.from({ length: Math.round(seconds * RATE) }, (_, n) => wave(n / RATE));

/** A piece is a ring: what rings on over the end of the last bar is heard in the first, so that it loops without a seam. */
class Ring {
  constructor(beats, secondsPerBeat) {
    this.secondsPerBeat = secondsPerBeat;
    this.samples = new Float64Array(Math.round(beats * secondsPerBeat * RATE));
  }

  note(instrument, level, beat, beats, pitch) {
    const hz = typeof pitch === 'number' ? pitch : frequency(pitch);
    const sound = INSTRUMENTS[instrument](hz, beats * this.secondsPerBeat * 0.95);
    const start = Math.round(beat * this.secondsPerBeat * RATE);
    for (let n = 0; n < sound.length; n++) this.samples[(start + n) % this.samples.length] += level * sound[n];
  }

  /** "E5:1.5 -:0.5 ..." one after the other. */
  melody(instrument, level, beat, line) {
    for (const word of line.trim().split(/\s+/)) {
      const [pitch, beats] = word.split(':');
      if (pitch !== '-') this.note(instrument, level, beat, Number(beats), pitch);
      beat += Number(beats);
    }
  }

  write(file) {
    const peak = this.samples.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const bytes = Buffer.alloc(44 + 2 * this.samples.length);
    bytes.write('RIFF', 0);
    bytes.writeUInt32LE(36 + 2 * this.samples.length, 4);
    bytes.write('WAVEfmt ', 8);
    bytes.writeUInt32LE(16, 16);
    bytes.writeUInt16LE(1, 20);
    bytes.writeUInt16LE(1, 22);
    bytes.writeUInt32LE(RATE, 24);
    bytes.writeUInt32LE(2 * RATE, 28);
    bytes.writeUInt16LE(2, 32);
    bytes.writeUInt16LE(16, 34);
    bytes.write('data', 36);
    bytes.writeUInt32LE(2 * this.samples.length, 40);
    this.samples.forEach((value, n) => bytes.writeInt16LE(Math.round((value / peak) * 29000), 44 + 2 * n));
    writeFileSync(file, bytes);
  }
}

/** "Lobby": a slow bossa for electric piano, bass, brushes and flute; eight bars in C major, 19.2 s. */
function lobby() {
  const ring = new Ring(32, 0.6);
  const bars = [
    ['C2', 'G2', ['E4', 'G4', 'B4', 'D5']],
    ['A2', 'E2', ['C4', 'E4', 'G4', 'B4']],
    ['D2', 'A2', ['F4', 'A4', 'C5', 'E5']],
    ['G2', 'D2', ['F4', 'A4', 'B4', 'E5']],
    ['E2', 'B2', ['D4', 'G4', 'B4', 'E5']],
    ['A2', 'E2', ['C#4', 'G4', 'Bb4', 'F5']],
    ['D2', 'A2', ['F4', 'A4', 'C5', 'E5']],
    ['G2', 'D2', ['F4', 'Ab4', 'B4', 'D5']],
  ];
  bars.forEach(([root, fifth, chord], bar) => {
    const beat = 4 * bar;
    ring.melody(
      'bass',
      0.55,
      beat,
      `${root.replace('2', '3')}:1.5 ${fifth.replace('2', '3')}:0.5 ${root.replace('2', '3')}:1.5 ${fifth.replace('2', '3')}:0.5`,
    );
    for (const [at, held] of [
      [0, 0.9],
      [1.5, 0.4],
      [2.5, 0.9],
      [3.5, 0.4],
    ]) {
      chord.forEach((pitch, voice) => ring.note('piano', 0.2, beat + at + 0.012 * voice, held, pitch));
    }
    for (let eighth = 0; eighth < 8; eighth++)
      ring.note('brush', eighth % 4 === 2 ? 0.16 : 0.07, beat + eighth / 2, 0.4, 100 + eighth + bar);
  });
  ring.melody(
    'flute',
    0.3,
    0,
    `E5:1.5 D5:0.5 G5:2  E5:1 C5:0.5 D5:0.5 E5:2  F5:1.5 E5:0.5 A5:1 G5:1  F5:0.5 E5:0.5 D5:2 -:1
     G5:1.5 F#5:0.5 E5:2  -:0.5 E5:0.5 F5:0.5 G5:0.5 Bb5:1 A5:1  A5:1 F5:0.5 E5:0.5 D5:1 C5:1  B4:1.5 Ab4:0.5 G4:1 -:1`,
  );
  return ring;
}

/** "Waiting room": a waltz for guitar, strings and clarinet; twelve bars in A minor, 17.6 s. */
function waitingRoom() {
  const ring = new Ring(36, 0.49);
  const bars = [
    ['A3', 'E4', 'A4', 'C5'],
    ['G3', 'D4', 'G4', 'B4'],
    ['F3', 'C4', 'F4', 'A4'],
    ['C4', 'E4', 'G4', 'C5'],
    ['D4', 'F4', 'A4', 'D5'],
    ['A3', 'E4', 'A4', 'C5'],
    ['B3', 'F4', 'A4', 'D5'],
    ['E3', 'B3', 'E4', 'G#4'],
    ['F3', 'C4', 'F4', 'A4'],
    ['G3', 'D4', 'G4', 'B4'],
    ['D4', 'F4', 'A4', 'D5'],
    ['E3', 'B3', 'D4', 'G#4'],
  ];
  bars.forEach((chord, bar) => {
    const beat = 3 * bar;
    [0, 1, 2, 3, 2, 1].forEach((voice, eighth) =>
      ring.note('guitar', voice === 0 ? 0.6 : 0.42, beat + eighth / 2, 1.4, chord[voice]),
    );
    chord.slice(1).forEach((pitch) => ring.note('strings', 0.085, beat, 3, pitch));
  });
  ring.melody(
    'clarinet',
    0.26,
    0,
    `E5:2 C5:1  D5:1.5 C5:0.5 B4:1  A4:2 C5:1  G4:3  F5:2 E5:1  E5:1.5 D5:0.5 C5:1  B4:1 D5:1 F5:1  E5:3
     A5:2 G5:1  B5:1.5 A5:0.5 G5:1  F5:1 A5:0.5 G5:0.5 F5:1  E5:2 -:1`,
  );
  return ring;
}

const folder = process.argv[2] ?? '.';
lobby().write(join(folder, 'lobby.wav'));
waitingRoom().write(join(folder, 'waiting-room.wav'));

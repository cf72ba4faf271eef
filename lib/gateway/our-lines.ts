/** What we say into the company's leg: bundled recordings, so that saying them never waits for a service. */
import { join } from 'node:path';
import type { PlaySource } from '../media/media.types';

const line = (file: string): PlaySource => ({ kind: 'wav', file: join(__dirname, 'sounds', file) });

/** Keeps the human on the line while the user's phone rings. */
export const STALLING_LINE = line('one-moment.wav');

/** Asks whether a voice is a person: a recording does not answer. */
export const PROBE_LINE = line('hello.wav');

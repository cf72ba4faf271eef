/** What we say into the company's leg: bundled recordings, so that saying them never waits for a service. */
import { join } from 'node:path';
import type { PlaySource } from '../media/media.types';

const line = (file: string): PlaySource => ({ kind: 'wav', file: join(__dirname, 'sounds', file) });

/** Keeps the human on the line while the user's phone rings. */
export const STALLING_LINE = line('one-moment.wav');

/** Ask whether a voice is a person, the short one first: a recording does not answer. */
export const PROBE_LINES: readonly [PlaySource, PlaySource] = [line('hello.wav'), line('are-you-there.wav')];

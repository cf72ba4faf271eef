/** Table `recordings`: hashes of what was heard at a number, so that a recording is known on the next call. */
import type { Clock } from '../clock';
import type { DatabaseFile } from './database-file';
import { MAX_NUMBER_RECORDING_SECONDS, MAX_RECORDING_SECONDS, MAX_TEXT } from './limits';
import { isSameRecording, usable } from './same-recording';
import type { Database } from './sqlite';
import type { Kept, RecordingToLearn, Recordings } from './store.types';

export class SqliteRecordings implements Recordings {
  readonly #file: DatabaseFile;
  readonly #clock: Clock;

  constructor(file: DatabaseFile, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  recordingsOf(number: string): readonly Int32Array[] {
    return this.#file.read((database) => rowsOf(database, number).map(({ hashes }) => hashes), []);
  }

  learnRecordings(number: string, items: readonly RecordingToLearn[]): Kept {
    const worth = items.filter(usable);
    if (worth.length === 0) return { ok: true };
    return this.#file.write((database) => {
      const known = rowsOf(database, number);
      const insert = database.prepare(
        'INSERT INTO recordings (number, label, seconds, hashes, heard_at) VALUES (?, ?, ?, ?, ?)',
      );
      const touch = database.prepare('UPDATE recordings SET heard_at = ?, label = ? WHERE id = ?');
      for (const { hashes, label, seconds } of worth) {
        const same = known.find((row) => isSameRecording(row.hashes, hashes));
        if (same !== undefined) {
          touch.run(this.#clock.now(), label.slice(0, MAX_TEXT), same.id);
          continue;
        }
        const { lastInsertRowid } = insert.run(
          number,
          label.slice(0, MAX_TEXT),
          seconds,
          toBlob(hashes),
          this.#clock.now(),
        );
        known.push({ id: Number(lastInsertRowid), hashes });
      }
      forgetOldest(database, 'number = ?', [number], MAX_NUMBER_RECORDING_SECONDS);
      forgetOldest(database, '1', [], MAX_RECORDING_SECONDS);
    });
  }

  forgetNumber(number: string): Kept {
    return this.#file.write((database) => {
      database.prepare('DELETE FROM recordings WHERE number = ?').run(number);
    });
  }
}

interface Row {
  readonly id: number;
  readonly hashes: Int32Array;
}

function rowsOf(database: Database, number: string): Row[] {
  return database
    .prepare('SELECT id, hashes FROM recordings WHERE number = ? ORDER BY heard_at DESC, id DESC')
    .all(number)
    .flatMap(({ id, hashes }) => (hashes instanceof Uint8Array ? [{ id: Number(id), hashes: fromBlob(hashes) }] : []));
}

/** Keeps the most recently heard up to so many seconds. */
function forgetOldest(database: Database, where: string, values: readonly string[], mostSeconds: number): void {
  database
    .prepare(
      `DELETE FROM recordings WHERE id IN (
         SELECT id FROM (
           SELECT id, sum(seconds) OVER (ORDER BY heard_at DESC, id DESC) AS total FROM recordings WHERE ${where}
         ) WHERE total > ?)`,
    )
    .run(...values, mostSeconds);
}

/** Little-endian whatever the machine. */
function toBlob(hashes: Int32Array): Uint8Array {
  const blob = new DataView(new ArrayBuffer(hashes.length * 4));
  hashes.forEach((hash, index) => blob.setInt32(index * 4, hash, true));
  return new Uint8Array(blob.buffer);
}

function fromBlob(blob: Uint8Array): Int32Array {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  return Int32Array.from({ length: blob.byteLength >> 2 }, (_, index) => view.getInt32(index * 4, true));
}

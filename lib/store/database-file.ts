/** The SQLite file: opened with care, set aside when it is corrupt, its faults turned into values. */
import { chmodSync, closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs';
import type { Clock } from '../clock';
import type { Logger } from '../logger';
import { migrate, NewerFileError } from './migrations';
import type { Database, Sqlite } from './sqlite';
import type { Kept } from './store.types';

/** Waiting for another process blocks this thread: audio has its own, but Node-RED's flows would stand. */
const BUSY_TIMEOUT_MS = 100;
/**
 * At the start it is worth two seconds: several processes begin the same file at once, and making it a WAL file is
 * refused without waiting, whatever the busy timeout (https://www.sqlite.org/wal.html#sometimes_queries_return_sqlite_busy_in_wal_mode).
 */
const ATTEMPTS_AT_START = 16;
const BETWEEN_ATTEMPTS_MS = 25;
/** A file that was in use is tried again after this, so that not every query stands the thread. */
const REST_MS = 1000;
/** SQLite's primary result codes, https://www.sqlite.org/rescode.html. */
const CODE = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26,
} as const;

export class DatabaseFile {
  readonly path: string;
  readonly #sqlite: Sqlite;
  readonly #log: Logger;
  readonly #clock: Clock;
  /** Null: another process kept the file for itself; it is opened when that is over. */
  #database: Database | null = null;
  #retryAtMs = 0;
  /** Which file was opened: another process may have set it aside and begun a new one at the same path. */
  #inode: bigint | null = null;
  #lastWarning = '';

  /** Throws when nothing can be opened at this path. A file in use by another process is opened later. */
  constructor(path: string, sqlite: Sqlite, log: Logger, clock: Clock) {
    this.path = path;
    this.#sqlite = sqlite;
    this.#log = log;
    this.#clock = clock;
    try {
      this.#openPatiently();
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      this.#setAside(error);
      this.#openPatiently();
    }
  }

  /** Runs `query`; a fault is logged and answered with `otherwise`. */
  read<T>(query: (database: Database) => T, otherwise: T): T {
    const outcome = this.#run(query);
    return outcome.ok ? outcome.value : otherwise;
  }

  /** Runs `change` wholly or not at all. */
  write(change: (database: Database) => void): Kept {
    const outcome = this.#run((database) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        change(database);
        database.exec('COMMIT');
      } catch (error) {
        // A full disk has rolled back already, and says so when asked again.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });
    return outcome.ok ? { ok: true } : outcome;
  }

  close(): void {
    const database = this.#database;
    this.#database = null;
    this.#retryAtMs = Infinity;
    try {
      database?.close();
    } catch (error) {
      this.#log.warn(`The memory of earlier calls (${this.path}) could not be closed: ${inWords(error)}`);
    }
  }

  #run<T>(work: (database: Database) => T): { ok: true; value: T } | (Kept & { ok: false }) {
    try {
      return { ok: true, value: work(this.#opened()) };
    } catch (error) {
      if (!isCorrupt(error)) return this.#failed(error);
      try {
        this.close();
        this.#setAside(error);
        this.#database = this.#open();
        return { ok: true, value: work(this.#database) };
      } catch (again) {
        this.#retryAtMs = this.#clock.now() + REST_MS;
        return this.#failed(again);
      }
    }
  }

  #opened(): Database {
    if (this.#database) return this.#database;
    if (this.#retryAtMs === Infinity) throw new Error('it was closed');
    if (this.#clock.now() < this.#retryAtMs) throw new InUseError();
    this.#retryAtMs = this.#clock.now() + REST_MS;
    this.#database = this.#open();
    return this.#database;
  }

  #openPatiently(): void {
    for (let attempt = 1; ; attempt++) {
      try {
        this.#database = this.#open();
        return;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (attempt === ATTEMPTS_AT_START) {
          this.#retryAtMs = this.#clock.now() + REST_MS;
          this.#failed(error);
          return;
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BETWEEN_ATTEMPTS_MS);
      }
    }
  }

  #failed(error: unknown): Kept & { ok: false } {
    const failure = failureOf(error, this.path);
    // A full disk fails with every call: say it once.
    if (failure.message !== this.#lastWarning) this.#log.warn(failure.message);
    this.#lastWarning = failure.message;
    return failure;
  }

  #open(): Database {
    // Created by us, so that nobody else may read it; SQLite gives its -wal and -shm files the same mode.
    if (!existsSync(this.path)) closeSync(openSync(this.path, 'a', 0o600));
    try {
      chmodSync(this.path, 0o600);
    } catch {
      // Somebody else's file, or a file system without modes: it can still be used.
    }
    this.#inode = inodeOf(this.path);
    const database = new this.#sqlite.DatabaseSync(this.path);
    try {
      database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      // Asked first, because setting it wants the file alone, even where it is so already.
      if (database.prepare('PRAGMA journal_mode').get()?.journal_mode !== 'wal') {
        database.exec('PRAGMA journal_mode = WAL');
      }
      // With WAL a power cut may lose the last call's row, never the file.
      database.exec('PRAGMA synchronous = NORMAL');
      database.exec('PRAGMA foreign_keys = ON');
      migrate(database, this.#clock.now());
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  #setAside(error: unknown): void {
    // Another process has seen it too, and was quicker: what lies there now is new.
    if (inodeOf(this.path) !== this.#inode) return;
    const stamp = new Date(this.#clock.now()).toISOString().replace(/[:.]/g, '-');
    const aside = `${this.path}.corrupt-${stamp}`;
    renameSync(this.path, aside);
    for (const suffix of ['-wal', '-shm']) {
      if (existsSync(this.path + suffix)) renameSync(this.path + suffix, aside + suffix);
    }
    this.#log.warn(
      `The memory of earlier calls is damaged (${inWords(error)}). It was set aside as ${aside}, and an empty one was begun: ` +
        'recordings, call flows and the call history are learned anew.',
    );
  }
}

/** The file was in use a moment ago. */
class InUseError extends Error {
  readonly errcode = CODE.busy;
}

function inodeOf(path: string): bigint | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null;
}

/** Primary code of an SQLite error, undefined for any other. */
function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

function isCorrupt(error: unknown): boolean {
  const code = codeOf(error);
  return code === CODE.corrupt || code === CODE.notADatabase;
}

function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code === CODE.busy || code === CODE.locked;
}

const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function failureOf(error: unknown, path: string): Kept & { ok: false } {
  if (error instanceof NewerFileError) {
    const message = `The memory of earlier calls (${path}) was written by a newer version of this package: update it.`;
    return { ok: false, code: 'refused', message };
  }
  switch (codeOf(error)) {
    case CODE.full:
      return {
        ok: false,
        code: 'full',
        message: `Nothing more can be remembered of calls: the disk of ${path} is full.`,
      };
    case CODE.readOnly:
    case CODE.cantOpen: {
      const message = `Nothing can be remembered of calls: ${path} cannot be written to. Give Node-RED's user the right to.`;
      return { ok: false, code: 'read-only', message };
    }
    case CODE.busy:
    case CODE.locked:
      return { ok: false, code: 'busy', message: `${path} is in use by another process; this was not remembered.` };
    default:
      return { ok: false, code: 'broken', message: `${path} cannot be used: ${inWords(error)}.` };
  }
}

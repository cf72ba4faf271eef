/** Opens the store of a folder, once for all gateways of the process that keep theirs there. */
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, type Clock } from '../clock';
import type { Logger } from '../logger';
import { SqliteCalls } from './calls';
import { DatabaseFile, failureOf } from './database-file';
import { SqliteFlows } from './flows';
import { memoryStore } from './memory-store';
import { SqliteNumberFacts } from './number-facts';
import { SqliteRecordings } from './recordings';
import { loadSqlite, type Sqlite } from './sqlite';
import type { Store } from './store.types';

export const STORE_FILE = 'hold-slayer.sqlite';

interface Shared {
  readonly store: Store;
  readonly shut: () => void;
  references: number;
}

const opened = new Map<string, Shared>();

/**
 * `folder` is made when it is missing. Never throws: where nothing can be kept on disk the store lives in memory, and
 * the log says why. `sqlite`: for tests of a Node.js without it.
 */
export function openStore(
  folder: string,
  log: Logger,
  clock: Clock = systemClock,
  sqlite: () => Sqlite | undefined = loadSqlite,
): Store {
  const key = prepare(folder);
  let shared = opened.get(key);
  if (shared === undefined) {
    shared = open(key, log, clock, sqlite());
    opened.set(key, shared);
  }
  shared.references++;
  return reference(key, shared);
}

function prepare(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return realpathSync(folder);
  } catch {
    // Opening the file will say what is wrong with it.
    return folder;
  }
}

function open(folder: string, log: Logger, clock: Clock, sqlite: Sqlite | undefined): Shared {
  const inMemory = (why: string): Shared => {
    log.warn(`${why} Recordings, call flows and the call history are kept in memory only, until Node-RED restarts.`);
    return { store: memoryStore(clock), shut: () => undefined, references: 0 };
  };
  if (sqlite === undefined) {
    return inMemory(`This Node.js (${process.version}) has no SQLite built in; from 22.13 on it has.`);
  }
  const path = join(folder, STORE_FILE);
  try {
    const file = new DatabaseFile(path, sqlite, log, clock);
    const store: Store = {
      kept: 'disk',
      recordings: new SqliteRecordings(file, clock),
      flows: new SqliteFlows(file, clock),
      numberFacts: new SqliteNumberFacts(file, clock),
      calls: new SqliteCalls(file),
      close: () => undefined,
    };
    return { store, shut: () => file.close(), references: 0 };
  } catch (error) {
    return inMemory(failureOf(error, path).message);
  }
}

/** Closing one reference twice does not close somebody else's. */
function reference(key: string, shared: Shared): Store {
  let closed = false;
  return {
    ...shared.store,
    close: () => {
      if (closed) return;
      closed = true;
      shared.references--;
      if (shared.references > 0) return;
      opened.delete(key);
      shared.shut();
    },
  };
}

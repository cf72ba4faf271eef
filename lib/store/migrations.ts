/** The tables, as numbered steps from an empty file: a step is never changed once it was released, only followed. */
import type { Database } from './sqlite';

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'recordings, flows, number facts, calls',
    sql: `
      CREATE TABLE recordings (
        id INTEGER PRIMARY KEY,
        number TEXT NOT NULL,
        label TEXT NOT NULL,
        seconds REAL NOT NULL,
        hashes BLOB NOT NULL,
        heard_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX recordings_of_number ON recordings (number, heard_at);
      CREATE INDEX recordings_by_age ON recordings (heard_at);
      CREATE TABLE flows (id TEXT PRIMARY KEY, updated_at INTEGER NOT NULL, json TEXT NOT NULL) STRICT;
      CREATE TABLE flow_numbers (
        number TEXT NOT NULL,
        flow_id TEXT NOT NULL REFERENCES flows (id) ON DELETE CASCADE,
        PRIMARY KEY (number, flow_id)
      ) STRICT;
      CREATE TABLE number_facts (
        number TEXT PRIMARY KEY,
        dtmf_mode TEXT,
        last_outcome TEXT,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE calls (
        id TEXT PRIMARY KEY,
        number TEXT NOT NULL,
        goal TEXT NOT NULL,
        tags TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        answered_at INTEGER,
        ended_at INTEGER NOT NULL,
        hold_seconds REAL NOT NULL,
        end_reason TEXT NOT NULL,
        menu_path TEXT NOT NULL,
        timeline TEXT NOT NULL
      ) STRICT;
      CREATE INDEX calls_by_time ON calls (started_at);
      CREATE INDEX calls_of_number ON calls (number, started_at);
    `,
  },
];

export const LATEST_MIGRATION = MIGRATIONS.at(-1)!.number;

/** The file was written by a later version of this package. */
export class NewerFileError extends Error {}

/** Brings the file up to date, wholly or not at all. Another process may do so at the same moment: one of them waits. */
export function migrate(database: Database, nowMs: number): void {
  if (versionOf(database) === LATEST_MIGRATION) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Asked again, now that nobody else can change it.
    const done = versionOf(database);
    database.exec(
      'CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT',
    );
    for (const { number, name, sql } of MIGRATIONS) {
      if (number <= done) continue;
      database.exec(sql);
      database.prepare('INSERT INTO migrations VALUES (?, ?, ?)').run(number, name, nowMs);
    }
    database.exec('COMMIT');
  } catch (error) {
    // A full disk has rolled back already, and says so when asked again.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** The last step applied; 0 for an empty file. Throws NewerFileError for a step that is not known here. */
function versionOf(database: Database): number {
  const table = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'").get();
  if (table === undefined) return 0;
  const done = Number(database.prepare('SELECT max(number) AS number FROM migrations').get()?.number ?? 0);
  if (done > LATEST_MIGRATION) throw new NewerFileError(`migration ${done} is newer than ${LATEST_MIGRATION}`);
  return done;
}

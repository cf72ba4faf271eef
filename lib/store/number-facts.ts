/** Table `number_facts`: small things worth knowing before a number is called again. */
import type { Clock } from '../clock';
import type { DatabaseFile } from './database-file';
import { MAX_NUMBERS, MAX_TEXT } from './limits';
import type { Kept, NumberFacts, NumberFactsOf } from './store.types';

const DTMF_MODES = ['rfc4733', 'info', 'inband'] as const;

export class SqliteNumberFacts implements NumberFacts {
  readonly #file: DatabaseFile;
  readonly #clock: Clock;

  constructor(file: DatabaseFile, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  of(number: string): NumberFactsOf | null {
    return this.#file.read((database) => {
      const row = database.prepare('SELECT * FROM number_facts WHERE number = ?').get(number);
      if (row === undefined) return null;
      const dtmfMode = DTMF_MODES.find((mode) => mode === row.dtmf_mode);
      const lastOutcome = row.last_outcome;
      return {
        updatedAt: Number(row.updated_at),
        ...(dtmfMode === undefined ? {} : { dtmfMode }),
        ...(typeof lastOutcome === 'string' ? { lastOutcome } : {}),
      };
    }, null);
  }

  remember(number: string, { dtmfMode, lastOutcome }: Omit<Partial<NumberFactsOf>, 'updatedAt'>): Kept {
    return this.#file.write((database) => {
      database
        .prepare(
          `INSERT INTO number_facts (number, dtmf_mode, last_outcome, updated_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (number) DO UPDATE SET
             dtmf_mode = coalesce(excluded.dtmf_mode, dtmf_mode),
             last_outcome = coalesce(excluded.last_outcome, last_outcome),
             updated_at = excluded.updated_at`,
        )
        .run(number, dtmfMode ?? null, lastOutcome?.slice(0, MAX_TEXT) ?? null, this.#clock.now());
      database
        .prepare(
          `DELETE FROM number_facts WHERE number IN (
             SELECT number FROM number_facts ORDER BY updated_at DESC LIMIT -1 OFFSET ?)`,
        )
        .run(MAX_NUMBERS);
    });
  }
}

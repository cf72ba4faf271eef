/** Table `flows`: call flows as JSON, found by number. */
import type { Clock } from '../clock';
import type { DatabaseFile } from './database-file';
import { MAX_FLOW_CHARACTERS, MAX_FLOWS } from './limits';
import type { FlowSummary, Flows, FlowToStore, Kept } from './store.types';

export class SqliteFlows implements Flows {
  readonly #file: DatabaseFile;
  readonly #clock: Clock;

  constructor(file: DatabaseFile, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  save(flow: FlowToStore): Kept {
    const json = JSON.stringify(flow);
    const refusal = refusalOf(flow, json);
    if (refusal !== null) return refusal;
    return this.#file.write((database) => {
      database
        .prepare(
          `INSERT INTO flows (id, updated_at, json) VALUES (?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, json = excluded.json`,
        )
        .run(flow.id, flow.updatedAt ?? this.#clock.now(), json);
      database.prepare('DELETE FROM flow_numbers WHERE flow_id = ?').run(flow.id);
      const insert = database.prepare('INSERT INTO flow_numbers (number, flow_id) VALUES (?, ?)');
      for (const number of new Set(flow.numbers)) insert.run(number, flow.id);
      database
        .prepare('DELETE FROM flows WHERE id IN (SELECT id FROM flows ORDER BY updated_at DESC LIMIT -1 OFFSET ?)')
        .run(MAX_FLOWS);
    });
  }

  load(id: string): unknown {
    return this.#file.read((database) => {
      const row = database.prepare('SELECT json FROM flows WHERE id = ?').get(id);
      return row === undefined ? null : parsed(row.json);
    }, null);
  }

  list(): readonly FlowSummary[] {
    return this.#file.read(
      (database) =>
        database
          .prepare('SELECT id, updated_at, json FROM flows ORDER BY updated_at DESC, id')
          .all()
          .map((row) => summaryOf(String(row.id), Number(row.updated_at), parsed(row.json))),
      [],
    );
  }

  delete(id: string): Kept {
    return this.#file.write((database) => {
      database.prepare('DELETE FROM flows WHERE id = ?').run(id);
    });
  }

  find(number: string, goal?: string): readonly unknown[] {
    return this.#file.read((database) => {
      const rows = database
        .prepare(
          `SELECT json FROM flows JOIN flow_numbers ON flow_id = id WHERE number = ? ORDER BY updated_at DESC, id`,
        )
        .all(number);
      return goalFirst(
        rows.map((row) => parsed(row.json)).filter((flow) => flow !== null),
        goal,
      );
    }, []);
  }
}

export function refusalOf(flow: FlowToStore, json: string): (Kept & { ok: false }) | null {
  if (flow.id !== '' && json.length <= MAX_FLOW_CHARACTERS) return null;
  const message = flow.id === '' ? 'A call flow needs an id.' : `The call flow "${flow.id}" is too long to be kept.`;
  return { ok: false, code: 'refused', message };
}

export function summaryOf(id: string, updatedAt: number, flow: unknown): FlowSummary {
  return { id, numbers: textsOf(flow, 'numbers'), goals: textsOf(flow, 'goals'), updatedAt };
}

export function goalFirst(flows: readonly unknown[], goal: string | undefined): readonly unknown[] {
  if (goal === undefined) return flows;
  const wanted = goal.trim().toLowerCase();
  const has = (flow: unknown): boolean => textsOf(flow, 'goals').some((known) => known.trim().toLowerCase() === wanted);
  return [...flows.filter(has), ...flows.filter((flow) => !has(flow))];
}

function textsOf(flow: unknown, property: 'numbers' | 'goals'): readonly string[] {
  if (typeof flow !== 'object' || flow === null || !(property in flow)) return [];
  const values: unknown = (flow as Record<string, unknown>)[property];
  return Array.isArray(values) ? values.filter((value): value is string => typeof value === 'string') : [];
}

function parsed(json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return null;
  }
}

/** Table `calls`: one row per call that ended. */
import type { DatabaseFile } from './database-file';
import { DEFAULT_CALLS, MAX_CALLS, MAX_TEXT, MOST_CALLS_AT_ONCE } from './limits';
import type { CallHistory, CallQuery, CallRecord, Kept } from './store.types';
import { timelineJson } from './timeline-json';

export class SqliteCalls implements CallHistory {
  readonly #file: DatabaseFile;

  constructor(file: DatabaseFile) {
    this.#file = file;
  }

  recordCall(call: CallRecord): Kept {
    return this.#file.write((database) => {
      database
        .prepare('INSERT OR REPLACE INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(
          call.id,
          call.number,
          call.goal.slice(0, MAX_TEXT),
          JSON.stringify(bounded(call.tags, 50)),
          call.startedAt,
          call.answeredAt ?? null,
          call.endedAt,
          call.holdSeconds,
          call.endReason.slice(0, MAX_TEXT),
          JSON.stringify(bounded(call.menuPath, 100)),
          timelineJson(call.timeline),
        );
      database
        .prepare('DELETE FROM calls WHERE id IN (SELECT id FROM calls ORDER BY started_at DESC LIMIT -1 OFFSET ?)')
        .run(MAX_CALLS);
    });
  }

  calls(query: CallQuery = {}): readonly CallRecord[] {
    const { before, number } = query;
    const conditions = [
      ...(before === undefined ? [] : ['started_at < ?']),
      ...(number === undefined ? [] : ['number = ?']),
    ];
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
    const values = [...(before === undefined ? [] : [before]), ...(number === undefined ? [] : [number])];
    return this.#file.read(
      (database) =>
        database
          .prepare(`SELECT * FROM calls ${where} ORDER BY started_at DESC, id LIMIT ?`)
          .all(...values, limitOf(query))
          .map(toCall),
      [],
    );
  }
}

function bounded(texts: readonly string[], most: number): readonly string[] {
  return texts.slice(0, most).map((text) => text.slice(0, MAX_TEXT));
}

export function limitOf({ limit }: CallQuery): number {
  return Math.min(MOST_CALLS_AT_ONCE, Math.max(1, Math.floor(limit ?? DEFAULT_CALLS)));
}

function toCall(row: Readonly<Record<string, unknown>>): CallRecord {
  const answeredAt = row.answered_at;
  return {
    id: String(row.id),
    number: String(row.number),
    goal: String(row.goal),
    tags: listOf(row.tags).map(String),
    startedAt: Number(row.started_at),
    ...(typeof answeredAt === 'number' ? { answeredAt } : {}),
    endedAt: Number(row.ended_at),
    holdSeconds: Number(row.hold_seconds),
    endReason: String(row.end_reason),
    menuPath: listOf(row.menu_path).map(String),
    timeline: listOf(row.timeline),
  };
}

function listOf(json: unknown): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(String(json));
    return Array.isArray(list) ? (list as unknown[]) : [];
  } catch {
    return [];
  }
}

/** Table `calls`: one row per call that ended. */
import type { DatabaseFile } from './database-file';
import { DEFAULT_CALLS, MAX_CALLS, MAX_MENU_STEPS, MAX_TAGS, MAX_TEXT, MOST_CALLS_AT_ONCE } from './limits';
import type { CallHistory, CallQuery, CallRecord, Kept } from './store.types';
import { timelineJson } from './timeline-json';

export class SqliteCalls implements CallHistory {
  readonly #file: DatabaseFile;

  constructor(file: DatabaseFile) {
    this.#file = file;
  }

  recordCall(call: CallRecord): Kept {
    const { id, number, goal, tags, startedAt, answeredAt, endedAt, holdSeconds, endReason, menuPath, timeline } =
      boundedCall(call);
    return this.#file.write((database) => {
      database
        .prepare('INSERT OR REPLACE INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(
          id,
          number,
          goal,
          JSON.stringify(tags),
          startedAt,
          answeredAt ?? null,
          endedAt,
          holdSeconds,
          endReason,
          JSON.stringify(menuPath),
          JSON.stringify(timeline),
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

/** The same call with texts and lists as long as they may be. */
export function boundedCall(call: CallRecord): CallRecord {
  const texts = (list: readonly string[], most: number): readonly string[] =>
    list.slice(0, most).map((text) => text.slice(0, MAX_TEXT));
  return {
    ...call,
    goal: call.goal.slice(0, MAX_TEXT),
    tags: texts(call.tags, MAX_TAGS),
    endReason: call.endReason.slice(0, MAX_TEXT),
    menuPath: texts(call.menuPath, MAX_MENU_STEPS),
    timeline: JSON.parse(timelineJson(call.timeline)) as unknown[],
  };
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

/** A call's timeline as bounded JSON: its begin and its end tell most, what does not fit is left out between them. */
import { MAX_TIMELINE_CHARACTERS } from './limits';

export function timelineJson(timeline: readonly unknown[]): string {
  const entries = timeline.map((entry) => asJson(entry));
  const whole = `[${entries.join(',')}]`;
  if (whole.length <= MAX_TIMELINE_CHARACTERS) return whole;
  const first: string[] = [];
  const last: string[] = [];
  let room = MAX_TIMELINE_CHARACTERS - 100;
  for (let from = 0, to = entries.length - 1; from <= to;) {
    const takeFirst = first.length <= last.length;
    const entry = takeFirst ? entries[from++]! : entries[to--]!;
    if (entry.length + 1 > room) break;
    room -= entry.length + 1;
    if (takeFirst) first.push(entry);
    else last.unshift(entry);
  }
  const leftOut = entries.length - first.length - last.length;
  return `[${[...first, JSON.stringify({ topic: 'timeline/left-out', payload: leftOut }), ...last].join(',')}]`;
}

function asJson(entry: unknown): string {
  try {
    const json: string | undefined = JSON.stringify(entry);
    // undefined and functions have no JSON.
    return typeof json === 'string' ? json : 'null';
  } catch {
    return '{"topic":"timeline/unreadable"}';
  }
}

/**
 * Loads SQLite as Node.js has it built in (`node:sqlite`): there without a flag from Node 22.13 on.
 *
 * Why not the sqlite3 package: its prebuilt binary comes from another host at install time, and where that fails it
 * is compiled, for minutes; on Home Assistant's Alpine image there is no compiler, and the install fails
 * (node-red-nodes issues 529 and 582). Nothing native is installed with this package.
 */
import type { DatabaseSync } from 'node:sqlite';

export type Sqlite = typeof import('node:sqlite');
export type Database = DatabaseSync;

/** Undefined: this Node.js has no SQLite. */
export function loadSqlite(): Sqlite | undefined {
  const original = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  // "SQLite is an experimental feature" (Node 22 and 23) says nothing to the person who runs Node-RED.
  const emitWarning = process.emitWarning.bind(process) as (...warning: unknown[]) => void;
  process.emitWarning = (...warning: unknown[]): void => {
    if (!String(warning[0]).includes('SQLite')) emitWarning(...warning);
  };
  try {
    return process.getBuiltinModule('node:sqlite');
  } catch {
    return undefined;
  } finally {
    if (original !== undefined) Object.defineProperty(process, 'emitWarning', original);
  }
}

/** The running phone trees by node id: like calls, a company on the line must outlive a deploy. */
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from '../lib/logger';
import type { PhoneTreeSettings, RunningPhoneTree } from './gateway-port';
import { house } from './house';

/** A deploy may wait up to 15 s for the slowest node to close before the new nodes are made. */
const GRACE_MS = 20_000;

interface Entry {
  readonly settings: PhoneTreeSettings;
  readonly running: Promise<RunningPhoneTree>;
  expiry: NodeJS.Timeout | undefined;
  /** Where it answers; undefined until it does. */
  port: number | undefined;
}

const entries = new Map<string, Entry>();
/** Each start waits for the close before it, so that a changed script finds its port free. */
const closing = new Map<string, Promise<void>>();

/** `anyPort`: the port of the settings is a wish; when it is taken, a free one does as well. */
export function acquirePhoneTree(
  nodeId: string,
  settings: PhoneTreeSettings,
  log: Logger,
  { anyPort }: { readonly anyPort: boolean },
): Promise<RunningPhoneTree> {
  const present = entries.get(nodeId);
  if (present && isDeepStrictEqual(present.settings, settings)) {
    clearTimeout(present.expiry);
    present.expiry = undefined;
    return present.running;
  }
  if (present) void close(nodeId, present);
  const running = (closing.get(nodeId) ?? Promise.resolve())
    .then(() => house.startPhoneTree(settings, log))
    .catch((error: unknown) => {
      if (!anyPort || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      return house.startPhoneTree({ ...settings, sipPort: 0 }, log);
    });
  const entry: Entry = { settings, running, expiry: undefined, port: undefined };
  entries.set(nodeId, entry);
  running.then(
    (tree) => (entry.port = tree.sip.port),
    () => {
      // A tree that did not start is tried anew at the next deploy.
      if (entries.get(nodeId) === entry) entries.delete(nodeId);
    },
  );
  return running;
}

/** The port on which the tree that an acquire with these settings would give answers already. */
export function portOfPhoneTree(nodeId: string, settings: PhoneTreeSettings): number | undefined {
  const present = entries.get(nodeId);
  return present && isDeepStrictEqual(present.settings, settings) ? present.port : undefined;
}

export function releasePhoneTree(nodeId: string, options: { readonly removed: boolean }): void {
  const entry = entries.get(nodeId);
  if (!entry) return;
  if (options.removed) {
    void close(nodeId, entry);
    return;
  }
  clearTimeout(entry.expiry);
  entry.expiry = setTimeout(() => void close(nodeId, entry), GRACE_MS);
  entry.expiry.unref();
}

/** Closes one tree now. Resolves when its port is free. */
export function closePhoneTree(nodeId: string): Promise<void> {
  const entry = entries.get(nodeId);
  return entry ? close(nodeId, entry) : Promise.resolve();
}

function close(nodeId: string, entry: Entry): Promise<void> {
  clearTimeout(entry.expiry);
  if (entries.get(nodeId) === entry) entries.delete(nodeId);
  const closed = entry.running.then((tree) => tree.close()).catch(() => undefined);
  closing.set(nodeId, closed);
  return closed.finally(() => {
    if (closing.get(nodeId) === closed) closing.delete(nodeId);
  });
}

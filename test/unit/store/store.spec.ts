import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../../lib/clock';
import { DatabaseFile } from '../../../lib/store/database-file';
import { openStore, STORE_FILE, type CallRecord, type Store } from '../../../lib/store';
import { loadSqlite } from '../../../lib/store/sqlite';
import { SqliteCalls } from '../../../lib/store/calls';

const NUMBER = '+15550100';

let folder: string;
let nowMs: number;
let warnings: string[];
const clock: Clock = { now: () => nowMs++, setTimeout: () => undefined, clearTimeout: () => undefined };
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (text: string) => warnings.push(text),
  error: (text: string) => warnings.push(text),
};

/** Repeatable hashes that are unlike those of any other seed. */
function sound(seed: number, seconds: number): { hashes: Int32Array; label: string; seconds: number } {
  let state = seed * 2654435761;
  const hashes = Int32Array.from({ length: seconds * 50 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 5) & 0x7fffff;
  });
  return { hashes, label: `recording ${seed}`, seconds };
}

const call = (id: string, startedAt: number, more: Partial<CallRecord> = {}): CallRecord => ({
  id,
  number: NUMBER,
  goal: 'billing',
  tags: ['home'],
  startedAt,
  answeredAt: startedAt + 4000,
  endedAt: startedAt + 600_000,
  holdSeconds: 480.5,
  endReason: 'completed',
  menuPath: ['2', '{{secret:account_number}}#'],
  timeline: [{ at: startedAt, topic: 'call/dialing' }],
  ...more,
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hold-slayer-store-'));
  nowMs = Date.UTC(2026, 0, 5);
  warnings = [];
});

afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

for (const kind of ['disk', 'memory'] as const) {
  describe(`store in ${kind === 'disk' ? 'SQLite' : 'memory'}`, () => {
    let store: Store;
    beforeEach(() => {
      store = openStore(folder, log, clock, kind === 'disk' ? loadSqlite : () => undefined);
      assert.equal(store.kept, kind);
    });
    afterEach(() => store.close());

    it('gives back the recordings of a number, last heard first, each once', () => {
      const [first, second] = [sound(1, 6), sound(2, 9)];
      assert.deepEqual(store.recordings.learnRecordings(NUMBER, [first]), { ok: true });
      store.recordings.learnRecordings(NUMBER, [second]);
      store.recordings.learnRecordings('+15550199', [sound(3, 4)]);
      // Heard again, cut three frames later and with a bit wrong here and there.
      const again = first.hashes.slice(3).map((hash, index) => (index % 3 === 0 ? hash ^ 5 : hash));
      store.recordings.learnRecordings(NUMBER, [{ ...first, hashes: again }]);
      assert.deepEqual(store.recordings.recordingsOf(NUMBER), [first.hashes, second.hashes]);
      store.recordings.forgetNumber(NUMBER);
      assert.deepEqual(store.recordings.recordingsOf(NUMBER), []);
      assert.equal(store.recordings.recordingsOf('+15550199').length, 1);
    });

    it('keeps half an hour of recordings for a number, those heard last', () => {
      for (let minute = 1; minute <= 32; minute++) store.recordings.learnRecordings(NUMBER, [sound(minute, 60)]);
      const kept = store.recordings.recordingsOf(NUMBER);
      assert.equal(kept.length, 30);
      assert.deepEqual(kept[0], sound(32, 60).hashes);
      assert.deepEqual(kept.at(-1), sound(3, 60).hashes);
    });

    it('keeps ten hours of recordings in all', () => {
      for (let number = 0; number < 22; number++) {
        const items = [sound(number * 2, 14 * 60), sound(number * 2 + 1, 14 * 60)];
        store.recordings.learnRecordings(`+1555010${number}`, items);
      }
      assert.equal(store.recordings.recordingsOf('+15550100').length, 0);
      assert.equal(store.recordings.recordingsOf('+155501021').length, 2);
    });

    it('ignores empty recordings', () => {
      store.recordings.learnRecordings(NUMBER, [{ hashes: new Int32Array(0), label: '', seconds: 0 }]);
      assert.deepEqual(store.recordings.recordingsOf(NUMBER), []);
    });

    it('saves, finds, lists and deletes flows', () => {
      const flow = { id: 'acme', numbers: [NUMBER, '+15550101'], goals: ['billing'], steps: [{ id: 'main' }] };
      const other = { id: 'acme-two', numbers: [NUMBER], goals: ['Support'], steps: [] };
      assert.deepEqual(store.flows.save(flow), { ok: true });
      store.flows.save(other);
      assert.deepEqual(store.flows.load('acme'), flow);
      assert.equal(store.flows.load('nobody'), null);
      assert.deepEqual(store.flows.find('+15550101'), [flow]);
      assert.deepEqual(store.flows.find(NUMBER), [other, flow]);
      assert.deepEqual(store.flows.find(NUMBER, 'billing '), [flow, other]);
      store.flows.save({ ...flow, numbers: ['+15550102'] });
      assert.deepEqual(store.flows.find('+15550101'), []);
      assert.deepEqual(
        store.flows.list().map(({ id, numbers }) => [id, numbers]),
        [
          ['acme', ['+15550102']],
          ['acme-two', [NUMBER]],
        ],
      );
      store.flows.delete('acme');
      assert.deepEqual(store.flows.find('+15550102'), []);
    });

    it('refuses a flow that is too long, and loses nothing by it', () => {
      const flow = { id: 'acme', numbers: [], goals: [], text: 'x' };
      store.flows.save(flow);
      const long = { ...flow, text: 'x'.repeat(1_000_001) };
      const refused = store.flows.save(long);
      assert.equal(refused.ok, false);
      assert.deepEqual(store.flows.load('acme'), flow);
    });

    it('remembers facts about a number one by one', () => {
      assert.equal(store.numberFacts.of(NUMBER), null);
      store.numberFacts.remember(NUMBER, { dtmfMode: 'info' });
      store.numberFacts.remember(NUMBER, { lastOutcome: 'reached' });
      const { updatedAt, ...facts } = store.numberFacts.of(NUMBER)!;
      assert.deepEqual(facts, { dtmfMode: 'info', lastOutcome: 'reached' });
      assert.ok(updatedAt >= Date.UTC(2026, 0, 5));
    });

    it('lists calls by time and number', () => {
      const calls = [call('a', 1000), call('b', 3000), call('c', 2000, { number: '+15550199' })];
      for (const one of calls) assert.deepEqual(store.calls.recordCall(one), { ok: true });
      assert.deepEqual(
        store.calls.calls().map(({ id }) => id),
        ['b', 'c', 'a'],
      );
      assert.deepEqual(
        store.calls.calls({ limit: 1 }).map(({ id }) => id),
        ['b'],
      );
      assert.deepEqual(
        store.calls.calls({ before: 3000 }).map(({ id }) => id),
        ['c', 'a'],
      );
      assert.deepEqual(store.calls.calls({ number: NUMBER, before: 3000 }), [calls[0]]);
    });

    it('keeps texts in bounds, whoever wrote them', () => {
      const long = 'x'.repeat(100_000);
      const lists = { tags: [long], menuPath: Array.from({ length: 5000 }, () => long) };
      store.calls.recordCall(call('a', 1, { ...lists, goal: long, endReason: long }));
      assert.ok(JSON.stringify(store.calls.calls()).length < 100_000);
      store.numberFacts.remember(NUMBER, { lastOutcome: long });
      assert.equal(store.numberFacts.of(NUMBER)?.lastOutcome?.length, 512);
    });

    it('leaves out the middle of a very long timeline', () => {
      const timeline = Array.from({ length: 5000 }, (_, at) => ({
        at,
        topic: 'transcript/final',
        payload: 'x'.repeat(50),
      }));
      store.calls.recordCall(call('a', 1000, { timeline }));
      const kept = store.calls.calls()[0]!.timeline;
      assert.ok(JSON.stringify(kept).length <= 64 * 1024);
      assert.deepEqual(kept[0], timeline[0]);
      assert.deepEqual(kept.at(-1), timeline.at(-1));
      const gap = kept.find((entry) => (entry as { topic: string }).topic === 'timeline/left-out');
      assert.equal((gap as { payload: number }).payload, 5000 - (kept.length - 1));
    });
  });
}

describe('store on disk', () => {
  it('remembers after closing, in a file that only its user reads', () => {
    const store = openStore(join(folder, 'new', 'folder'), log, clock);
    store.recordings.learnRecordings(NUMBER, [sound(1, 5)]);
    store.numberFacts.remember(NUMBER, { dtmfMode: 'inband' });
    store.close();
    const path = join(folder, 'new', 'folder', STORE_FILE);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const again = openStore(join(folder, 'new', 'folder'), log, clock);
    assert.deepEqual(again.recordings.recordingsOf(NUMBER), [sound(1, 5).hashes]);
    assert.equal(statSync(`${path}-wal`).mode & 0o777, 0o600);
    again.close();
    assert.deepEqual(warnings, []);
  });

  it('is one for all gateways of a folder, open until the last has closed', () => {
    const [one, two] = [openStore(folder, log, clock), openStore(join(folder, '.'), log, clock)];
    one.numberFacts.remember(NUMBER, { lastOutcome: 'busy' });
    one.close();
    one.close();
    assert.equal(two.numberFacts.of(NUMBER)?.lastOutcome, 'busy');
    assert.ok(existsSync(join(folder, `${STORE_FILE}-wal`)));
    two.close();
    assert.ok(!existsSync(join(folder, `${STORE_FILE}-wal`)));
  });

  it('sets a file aside that is no database, and begins a new one', () => {
    writeFileSync(join(folder, STORE_FILE), 'this is not a database, however long it is '.repeat(100));
    const store = openStore(folder, log, clock);
    assert.equal(store.kept, 'disk');
    assert.deepEqual(store.calls.recordCall(call('a', 1)), { ok: true });
    store.close();
    const aside = readdirSync(folder).find((name) => name.includes('.corrupt-2026-01-05'));
    assert.ok(aside !== undefined);
    assert.match(readFileSync(join(folder, aside), 'utf8'), /this is not a database/);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /damaged .* set aside/);
  });

  it('goes on with a new file when it is found damaged while in use', () => {
    const store = openStore(folder, log, clock);
    for (let id = 0; id < 300; id++) store.calls.recordCall(call(`call-${id}`, id));
    store.close();
    const path = join(folder, STORE_FILE);
    const bytes = readFileSync(path);
    bytes.fill(0xee, 4096 * 6, 4096 * 20);
    writeFileSync(path, bytes);
    const damaged = openStore(folder, log, clock);
    damaged.calls.calls({ limit: 500 });
    for (let id = 0; id < 300; id++) assert.deepEqual(damaged.calls.recordCall(call(`new-${id}`, id)), { ok: true });
    assert.match(warnings.join('\n'), /set aside/);
    damaged.close();
  });

  it('does not touch the file of a newer version', () => {
    const database = new DatabaseSync(join(folder, STORE_FILE));
    database.exec('CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT, applied_at INTEGER)');
    database.exec("INSERT INTO migrations VALUES (999, 'from the future', 0)");
    database.close();
    const store = openStore(folder, log, clock);
    assert.equal(store.kept, 'memory');
    assert.match(warnings[0]!, /newer version of this package: update/);
    store.close();
  });

  it('says in words that the disk is full, once, and keeps what it had', () => {
    const path = join(folder, STORE_FILE);
    const file = new DatabaseFile(path, loadSqlite()!, log, clock);
    const calls = new SqliteCalls(file);
    calls.recordCall(call('kept', 1));
    const pages = file.read((database) => Number(database.prepare('PRAGMA page_count').get()?.page_count), 0);
    file.read((database) => database.exec(`PRAGMA max_page_count = ${pages}`), undefined);
    const long = { timeline: [{ topic: 'x'.repeat(60_000) }] };
    const refusals = ['b', 'c'].map((id) => calls.recordCall(call(id, 2, long)));
    for (const refused of refusals) assert.equal(refused.ok ? '' : refused.code, 'full');
    assert.deepEqual(
      calls.calls().map(({ id }) => id),
      ['kept'],
    );
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /disk of .* is full/);
    file.close();
  });

  it('says that another process is writing', () => {
    const store = openStore(folder, log, clock);
    const other = new DatabaseSync(join(folder, STORE_FILE));
    other.exec('BEGIN IMMEDIATE');
    const refused = store.numberFacts.remember(NUMBER, { lastOutcome: 'busy' });
    assert.equal(refused.ok ? '' : refused.code, 'busy');
    other.exec('ROLLBACK');
    other.close();
    assert.deepEqual(store.numberFacts.remember(NUMBER, { lastOutcome: 'busy' }), { ok: true });
    store.close();
  });

  /** Another process, as a thread: does `first`, holds the lock for so long, then commits. */
  async function lockedFor(ms: number, first: string): Promise<{ readonly over: Promise<unknown> }> {
    const other = new Worker(
      `const { DatabaseSync } = require('node:sqlite');
       const { parentPort, workerData } = require('node:worker_threads');
       const database = new DatabaseSync(workerData.path);
       database.exec(workerData.first);
       parentPort.postMessage('locked');
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, workerData.ms);
       database.exec('COMMIT');
       database.close();`,
      { eval: true, workerData: { path: join(folder, STORE_FILE), first, ms }, execArgv: [] },
    );
    const over = once(other, 'exit');
    await once(other, 'message');
    return { over };
  }

  it('waits for a process that begins the file at the same moment, and finds its tables', async () => {
    const { over } = await lockedFor(400, 'PRAGMA journal_mode = WAL; BEGIN EXCLUSIVE; CREATE TABLE early (x)');
    const store = openStore(folder, log, clock);
    assert.equal(store.kept, 'disk');
    assert.deepEqual(store.calls.recordCall(call('a', 1)), { ok: true });
    await over;
    store.close();
    assert.deepEqual(warnings, []);
  });

  it('waits for a process that still makes it a WAL file', async () => {
    const { over } = await lockedFor(400, 'BEGIN EXCLUSIVE; CREATE TABLE early (x)');
    const store = openStore(folder, log, clock);
    assert.equal(store.kept, 'disk');
    assert.deepEqual(store.calls.recordCall(call('a', 1)), { ok: true });
    await over;
    store.close();
  });

  it('applies no step that another process has applied while it waited', async () => {
    const source = openStore(folder, log, clock);
    source.close();
    const path = join(folder, STORE_FILE);
    const tables = new DatabaseSync(path);
    const steps = tables
      .prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
      .all()
      .map((row) => String(row.sql));
    const applied = tables
      .prepare('SELECT number, name FROM migrations')
      .all()
      .map((row) => `INSERT INTO migrations VALUES (${String(row.number)}, '${String(row.name)}', 0)`);
    tables.close();
    rmSync(path);
    const first = ['PRAGMA journal_mode = WAL', 'BEGIN IMMEDIATE', ...steps, ...applied].join(';');
    const { over } = await lockedFor(300, first);
    const store = openStore(folder, log, clock);
    await over;
    assert.equal(store.kept, 'disk');
    assert.deepEqual(store.calls.recordCall(call('a', 1)), { ok: true });
    store.close();
    assert.deepEqual(warnings, []);
  });

  it('remembers again once a process that kept the file for itself is gone, without a restart', () => {
    const path = join(folder, STORE_FILE);
    const other = new DatabaseSync(path);
    other.exec('BEGIN EXCLUSIVE; CREATE TABLE mine (x)');
    const store = openStore(folder, log, clock);
    const refused = store.calls.recordCall(call('a', 1));
    assert.equal(refused.ok ? '' : refused.code, 'busy');
    assert.deepEqual(store.calls.calls(), []);
    other.exec('COMMIT');
    other.close();
    nowMs += 1000;
    assert.equal(store.kept, 'disk');
    assert.deepEqual(store.calls.recordCall(call('b', 2)), { ok: true });
    assert.deepEqual(
      store.calls.calls().map(({ id }) => id),
      ['b'],
    );
    store.close();
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /in use by another process/);
  });

  it('sets no file aside that another process has begun anew', () => {
    const path = join(folder, STORE_FILE);
    const store = openStore(folder, log, clock);
    for (let id = 0; id < 100; id++) store.calls.recordCall(call(`call-${id}`, id));
    const other = new DatabaseSync(path);
    other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    other.close();
    // Damaged under both; the other process notices first, and begins a new one.
    truncateSync(path, 5000);
    for (const suffix of ['', '-wal', '-shm']) renameSync(path + suffix, `${path}.set-aside${suffix}`);
    const anew = new DatabaseFile(path, loadSqlite()!, log, clock);
    assert.deepEqual(new SqliteCalls(anew).recordCall(call('theirs', 1)), { ok: true });
    store.calls.calls({ limit: 500 });
    for (let id = 0; id < 100; id++) store.calls.recordCall(call(`new-${id}`, 1000 + id));
    anew.close();
    store.close();
    const again = openStore(folder, log, clock);
    const ids = again.calls.calls({ limit: 500 }).map(({ id }) => id);
    assert.ok(ids.includes('theirs'), 'what the other has written is there');
    assert.ok(ids.includes('new-99'));
    again.close();
    assert.ok(!readdirSync(folder).some((name) => name.includes('.corrupt-')));
  });

  it('lives in memory where a folder cannot be made', () => {
    writeFileSync(join(folder, 'file'), '');
    const store = openStore(join(folder, 'file', 'below'), log, clock);
    assert.equal(store.kept, 'memory');
    assert.deepEqual(store.calls.recordCall(call('a', 1)), { ok: true });
    assert.match(warnings[0]!, /memory only/);
    store.close();
  });

  it('sets a truncated file aside', () => {
    const store = openStore(folder, log, clock);
    for (let id = 0; id < 100; id++) store.calls.recordCall(call(`call-${id}`, id));
    store.close();
    truncateSync(join(folder, STORE_FILE), 5000);
    const again = openStore(folder, log, clock);
    assert.deepEqual(again.calls.recordCall(call('a', 1)), { ok: true });
    assert.deepEqual(
      again.calls.calls().map(({ id }) => id),
      ['a'],
    );
    again.close();
  });
});

describe('loading SQLite', () => {
  it('lets all other warnings through, and leaves the process as it was', () => {
    const before = process.emitWarning;
    loadSqlite();
    assert.equal(process.emitWarning, before);
  });
});

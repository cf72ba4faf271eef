/** The store where there is no disk to keep it on: the same rules, forgotten with the process. */
import type { Clock } from '../clock';
import { boundedCall, limitOf } from './calls';
import { goalFirst, refusalOf, summaryOf } from './flows';
import {
  HASHES_PER_SECOND,
  MAX_CALLS,
  MAX_FLOWS,
  MAX_NUMBER_RECORDING_SECONDS,
  MAX_NUMBERS,
  MAX_RECORDING_SECONDS,
  MAX_TEXT,
} from './limits';
import { isSameRecording, usable } from './same-recording';
import type {
  CallHistory,
  CallRecord,
  Flows,
  Kept,
  NumberFacts,
  NumberFactsOf,
  Recordings,
  Store,
} from './store.types';

const KEPT: Kept = { ok: true };

export function memoryStore(clock: Clock): Store {
  return {
    kept: 'memory',
    recordings: new MemoryRecordings(),
    flows: memoryFlows(clock),
    numberFacts: memoryNumberFacts(clock),
    calls: memoryCalls(),
    close: () => undefined,
  };
}

class MemoryRecordings implements Recordings {
  /** Last heard first. */
  #heard: { readonly number: string; readonly hashes: Int32Array }[] = [];

  recordingsOf(number: string): readonly Int32Array[] {
    return this.#heard.filter((known) => known.number === number).map(({ hashes }) => hashes);
  }

  learnRecordings(number: string, items: Parameters<Recordings['learnRecordings']>[1]): Kept {
    for (const { hashes } of items.filter(usable)) {
      const same = this.#heard.find((known) => known.number === number && isSameRecording(known.hashes, hashes));
      this.#heard = [same ?? { number, hashes: hashes.slice() }, ...this.#heard.filter((known) => known !== same)];
    }
    const seconds = { all: 0, number: 0 };
    this.#heard = this.#heard.filter((known) => {
      const length = known.hashes.length / HASHES_PER_SECOND;
      seconds.all += length;
      if (known.number === number) seconds.number += length;
      const tooMany = known.number === number && seconds.number > MAX_NUMBER_RECORDING_SECONDS;
      return !tooMany && seconds.all <= MAX_RECORDING_SECONDS;
    });
    return KEPT;
  }

  forgetNumber(number: string): Kept {
    this.#heard = this.#heard.filter((known) => known.number !== number);
    return KEPT;
  }
}

function memoryFlows(clock: Clock): Flows {
  const flows = new Map<string, { readonly json: string; readonly updatedAt: number }>();
  const parsed = (json: string): unknown => JSON.parse(json);
  const newest = (): (readonly [string, { readonly json: string; readonly updatedAt: number }])[] =>
    [...flows].sort(([, a], [, b]) => b.updatedAt - a.updatedAt);
  return {
    save(flow) {
      const json = JSON.stringify(flow);
      const refusal = refusalOf(flow, json);
      if (refusal !== null) return refusal;
      flows.set(flow.id, { json, updatedAt: flow.updatedAt ?? clock.now() });
      for (const [id] of newest().slice(MAX_FLOWS)) flows.delete(id);
      return KEPT;
    },
    load: (id) => {
      const flow = flows.get(id);
      return flow === undefined ? null : parsed(flow.json);
    },
    list: () => newest().map(([id, { json, updatedAt }]) => summaryOf(id, updatedAt, parsed(json))),
    delete(id) {
      flows.delete(id);
      return KEPT;
    },
    find: (number, goal) =>
      goalFirst(
        newest()
          .map(([id, { json, updatedAt }]) => ({ flow: parsed(json), summary: summaryOf(id, updatedAt, parsed(json)) }))
          .filter(({ summary }) => summary.numbers.includes(number))
          .map(({ flow }) => flow),
        goal,
      ),
  };
}

function memoryNumberFacts(clock: Clock): NumberFacts {
  const facts = new Map<string, NumberFactsOf>();
  return {
    of: (number) => facts.get(number) ?? null,
    remember(number, { dtmfMode, lastOutcome }) {
      const known = facts.get(number);
      facts.delete(number);
      facts.set(number, {
        ...known,
        ...(dtmfMode === undefined ? {} : { dtmfMode }),
        ...(lastOutcome === undefined ? {} : { lastOutcome: lastOutcome.slice(0, MAX_TEXT) }),
        updatedAt: clock.now(),
      });
      if (facts.size > MAX_NUMBERS) facts.delete(facts.keys().next().value!);
      return KEPT;
    },
  };
}

function memoryCalls(): CallHistory {
  let calls: CallRecord[] = [];
  return {
    recordCall(call) {
      calls = [boundedCall(call), ...calls.filter(({ id }) => id !== call.id)]
        .sort((a, b) => b.startedAt - a.startedAt)
        .slice(0, MAX_CALLS);
      return KEPT;
    },
    calls: (query = {}) =>
      calls
        .filter(({ startedAt }) => query.before === undefined || startedAt < query.before)
        .filter(({ number }) => query.number === undefined || number === query.number)
        .slice(0, limitOf(query)),
  };
}

/** Makes a flow of an explored call, and merges later calls into it: what was heard again is trusted, what is gone goes. */
import {
  FLOW_FORMAT,
  MAX_FLOW_CHANGES,
  MAX_FLOW_GOALS,
  MAX_FLOW_STEPS,
  MAX_STEP_TEXTS,
  MAX_TRUST,
  flowStepSchema,
  type CallFlow,
  type FlowChange,
  type FlowStep,
} from './call-flow';
import { foldAccents } from '../tokens';
import type { ExploredCall } from './explored-call';
import { walkOf, type WalkStep } from './explored-walk';
import { isAnswer, sameAnswer, shortened } from './flow-graph';
import { sameGoal, servesGoal } from './goal-key';
import { overlap } from './overlap';
import { promptWords } from './prompt-words';
import { betterPrint } from './sound-print';

export interface Learned {
  /** Null: nothing was known before, and the call taught nothing. */
  readonly flow: CallFlow | null;
  /** What this call changed, oldest first; most of it is kept in `flow.changes`, too. */
  readonly changes: readonly FlowChange[];
}

/** Successful calls to a goal without a step, after which it is dropped. */
const FORGET_AFTER = 5;
/** A prompt is a step's: two hearings of it may differ much, see prompt-match.ts; where it is expected, more. */
const SAME_STEP = 0.34;
const SAME_EXPECTED_STEP = 0.26;
/** An answer is overwritten only where most of the prompt is the same. */
const SURELY_SAME = 0.5;
/** With less in common it must be said nearly whole. */
const LEAST_COMMON = 2;
const NEARLY_WHOLE = 0.6;
/** Of very different lengths: one may only contain the other's stock phrases. */
const MUCH_LONGER = 2.5;
const CONTAINED = 0.65;
/** A hearing that adds nothing to those kept. */
const NOTHING_NEW = 0.92;
const OPENING_WORDS = 10;

export function learnFlow(known: CallFlow | null, explored: ExploredCall): Learned {
  const goal = explored.goal.trim().slice(0, 300) || 'anybody';
  const at = explored.endedAtMs;
  const flow = known === null ? emptyFlow(explored) : structuredClone(known);
  const lesson = new Lesson(flow, goal, at);
  for (const { stepId, expected, heard, why } of explored.drifts ?? []) lesson.drifted(stepId, expected, heard, why);
  const walk = walkOf(explored);
  if (explored.outcome !== 'reached') {
    if (known === null) return { flow: null, changes: [] };
    flow.failCount++;
    return lesson.finish();
  }
  if (!walk.ok) {
    lesson.note({ kind: 'not-learned', why: walk.why });
    return known === null ? { flow: null, changes: lesson.changes } : lesson.finish();
  }
  if (known === null)
    lesson.note({ kind: 'created', why: `learned on a call that reached the queue: ${explored.why}` });
  if (!flow.numbers.includes(explored.number) && explored.number !== '') {
    flow.numbers = [...flow.numbers, explored.number].slice(-20);
  }
  lesson.learn(walk.steps);
  flow.successCount++;
  return lesson.finish();
}

function emptyFlow({ company, number, language, endedAtMs }: ExploredCall): CallFlow {
  const name = slug(company ?? '') || slug(number) || 'company';
  return {
    format: FLOW_FORMAT,
    id: name,
    version: 1,
    company: company?.slice(0, 200) ?? '',
    numbers: number === '' ? [] : [number.slice(0, 128)],
    tags: [],
    goals: [],
    language: /^[a-z]{2}$/.test(language ?? '') ? language! : 'en',
    origin: 'learned',
    createdAt: endedAtMs,
    updatedAt: endedAtMs,
    successCount: 0,
    failCount: 0,
    root: 'start',
    steps: [flowStepSchema.parse({ kind: 'WAIT', id: 'start', description: 'the company answers' })],
    changes: [],
  };
}

/** Small letters, digits and dashes; '' when nothing is left. */
function slug(text: string): string {
  return foldAccents(text.toLowerCase())
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-$/, '');
}

class Lesson {
  readonly changes: FlowChange[] = [];
  readonly #flow: CallFlow;
  readonly #goal: string;
  readonly #at: number;
  readonly #drifted = new Set<string>();
  readonly #heard = new Set<FlowStep>();
  #structure = false;

  constructor(flow: CallFlow, goal: string, at: number) {
    this.#flow = flow;
    this.#goal = goal;
    this.#at = at;
  }

  note(change: Omit<FlowChange, 'at' | 'goal'>): void {
    const { expected, heard, why } = change;
    this.changes.push({
      ...change,
      at: this.#at,
      goal: this.#goal,
      why: shortened(why, 400),
      ...(expected === undefined ? {} : { expected: shortened(expected, 600) }),
      ...(heard === undefined ? {} : { heard: shortened(heard, 600) }),
    });
  }

  /** The step is trusted no more, until a call confirms it. */
  drifted(stepId: string | null, expected: string, heard: string, why: string): void {
    const step = this.#flow.steps.find(({ id }) => id === stepId);
    if (step !== undefined) {
      step.trust = 0;
      this.#drifted.add(step.id);
    }
    this.note({ kind: 'drift', expected, heard, why, ...(step === undefined ? {} : { step: step.id }) });
  }

  learn(walk: readonly WalkStep[]): void {
    let before = this.#flow.steps.find(({ id }) => id === this.#flow.root)!;
    for (const step of walk) {
      const learned = this.#merge(step, before);
      if (learned === undefined) return;
      this.#link(before, learned);
      this.#heard.add(learned);
      before = learned;
    }
    if (!this.#flow.goals.some((known) => sameGoal(known, this.#goal))) {
      this.#flow.goals = [...this.#flow.goals, this.#goal].slice(-MAX_FLOW_GOALS);
    }
    this.#forget();
  }

  finish(): Learned {
    const flow = this.#flow;
    if (this.#structure) flow.version++;
    flow.updatedAt = Math.max(flow.updatedAt, this.#at);
    const kept = this.changes.filter(({ kind }) => kind !== 'wording-added');
    flow.changes = [...flow.changes, ...kept].slice(-MAX_FLOW_CHANGES);
    return { flow, changes: this.changes };
  }

  /** The step this prompt belongs to, made or changed where needed; undefined: the flow is full. */
  #merge(heard: WalkStep, before: FlowStep): FlowStep | undefined {
    if (heard.answer.kind === 'HOLD') return this.#mergeQueue(heard, before);
    const alike = this.#stepsLike(heard, before);
    const sample = asStep(heard, 'sample');
    const serving = alike.filter((step) => servesGoal(step, this.#goal));
    const same = serving.find((step) => sameAnswer(step, sample)) ?? alike.find((step) => sameAnswer(step, sample));
    if (same !== undefined) {
      if (!servesGoal(same, this.#goal)) same.goals = [...same.goals, this.#goal].slice(-MAX_FLOW_GOALS);
      this.#confirm(same, heard);
      return same;
    }
    const other = heard.confirms ? undefined : serving.find((step) => this.#isSurely(step, heard));
    if (other === undefined) return this.#add(heard);
    // Only part of a prompt that is known to be answered: nothing new.
    if (heard.answer.kind === 'LISTEN') return other;
    return this.#answerOtherwise(other, heard);
  }

  /** Whether the step is this prompt beyond doubt, so that what is known of it may be overwritten. */
  #isSurely(step: FlowStep, heard: WalkStep): boolean {
    if (this.#drifted.has(step.id)) return true;
    const words = promptWords(heard.texts[0]!);
    return step.transcriptPatterns.some((text) => overlap(words, promptWords(text)).mutual >= SURELY_SAME);
  }

  #mergeQueue(heard: WalkStep, before: FlowStep): FlowStep | undefined {
    const isQueue = (step: FlowStep | undefined): step is FlowStep =>
      step?.kind === 'HOLD' || step?.kind === 'TRANSFER';
    const queues = this.#flow.steps.filter((step) => isQueue(step) && servesGoal(step, this.#goal));
    const next = before.next.map(({ to }) => queues.find(({ id }) => id === to)).find(isQueue);
    const queue = next ?? queues[0];
    if (queue === undefined) return this.#add(heard);
    this.#confirm(queue, heard);
    return queue;
  }

  /** Likest first. */
  #stepsLike(heard: WalkStep, before: FlowStep): FlowStep[] {
    const words = heard.texts.map(promptWords);
    const expected = new Set(before.next.map(({ to }) => to));
    return this.#flow.steps
      .filter(({ kind }) => kind !== 'HOLD' && kind !== 'TRANSFER' && kind !== 'WAIT')
      .map((step) => {
        const texts = step.transcriptPatterns.length > 0 ? step.transcriptPatterns : step.openings;
        const likeness = Math.max(
          0,
          ...texts.flatMap((text) => words.map((said) => likenessOf(said, promptWords(text)))),
        );
        return { step, likeness: likeness + (expected.has(step.id) ? SAME_STEP - SAME_EXPECTED_STEP : 0) };
      })
      .filter(({ likeness }) => likeness >= SAME_STEP)
      .sort((a, b) => b.likeness - a.likeness)
      .map(({ step }) => step);
  }

  #confirm(step: FlowStep, heard: WalkStep): void {
    step.seen++;
    step.missed = 0;
    if (this.#drifted.has(step.id)) {
      // What was known of its words is old: the new hearing stands alone.
      if (heard.texts.length > 0) this.#setTexts(step, heard);
    } else {
      step.trust = Math.min(MAX_TRUST, step.trust + 1);
      for (const text of heard.texts.slice(0, 2)) this.#addText(step, text);
    }
    if (isAnswer(step)) {
      if (heard.option !== undefined && (step.option === undefined || this.#drifted.has(step.id)))
        step.option = heard.option;
      if (heard.asks !== undefined) step.asks = heard.asks;
    }
    const print = betterPrint(step.audioFingerprint, heard.audioFingerprint, this.#drifted.has(step.id));
    if (print === undefined) delete step.audioFingerprint;
    else step.audioFingerprint = print;
  }

  #add(heard: WalkStep): FlowStep | undefined {
    if (this.#flow.steps.length >= MAX_FLOW_STEPS) {
      this.note({ kind: 'not-learned', why: `the flow has ${MAX_FLOW_STEPS} steps: no more fit` });
      return undefined;
    }
    const step = asStep(heard, this.#freeId(nameFor(heard)));
    step.goals = [this.#goal];
    step.seen = 1;
    // The first call has shown that it works; a company known to have changed has to show it twice.
    step.trust = this.#drifted.size > 0 || this.changes.some(({ kind }) => kind === 'drift') ? 0 : 1;
    this.#flow.steps.push(step);
    this.#structure = true;
    this.note({ kind: 'step-added', step: step.id, heard: heard.texts[0] ?? '', why: inWords(step) });
    return step;
  }

  #answerOtherwise(known: FlowStep, heard: WalkStep): FlowStep | undefined {
    const shared = known.goals.filter((goal) => !sameGoal(goal, this.#goal));
    if (known.goals.length > 0 && shared.length > 0) {
      // The other goals' answers may have changed with it.
      known.goals = shared;
      known.trust = 0;
      return this.#add(heard);
    }
    const changed = asStep(heard, known.id);
    const { goals, next, seen, description } = known;
    const expected = `${inWords(known)}: ${known.transcriptPatterns[0] ?? ''}`;
    Object.assign(changed, { goals, next, seen: seen + 1, trust: 0, missed: 0 });
    if (description !== undefined) changed.description = description;
    this.#flow.steps[this.#flow.steps.indexOf(known)] = changed;
    this.#structure = true;
    this.note({
      kind: 'answer-changed',
      step: known.id,
      expected,
      heard: `${inWords(changed)}: ${heard.texts[0] ?? ''}`,
      why: `another answer was given to this prompt, and the queue was reached`,
    });
    return changed;
  }

  #setTexts(step: FlowStep, heard: WalkStep): void {
    step.transcriptPatterns = heard.texts.slice(0, MAX_STEP_TEXTS);
    step.openings = openingsOf(heard.texts);
    this.#structure = true;
  }

  #addText(step: FlowStep, text: string): void {
    const words = promptWords(text);
    const known = step.transcriptPatterns.map(promptWords);
    if (known.some((kept) => overlap(words, kept).mutual >= NOTHING_NEW)) return;
    step.transcriptPatterns = mostTypical([...step.transcriptPatterns, text]);
    step.openings = openingsOf(step.transcriptPatterns);
    this.note({ kind: 'wording-added', step: step.id, heard: text, why: 'the same prompt, understood otherwise' });
  }

  #link(from: FlowStep, to: FlowStep): void {
    if (from === to || from.next.some((edge) => edge.to === to.id)) return;
    from.next = [...from.next, { to: to.id }].slice(-40);
    this.#structure = true;
  }

  #forget(): void {
    const gone: FlowStep[] = [];
    for (const step of this.#flow.steps) {
      if (this.#heard.has(step) || step.id === this.#flow.root || step.goals.length === 0) continue;
      if (!servesGoal(step, this.#goal)) continue;
      step.missed++;
      if (step.missed < FORGET_AFTER) continue;
      step.goals = step.goals.filter((goal) => !sameGoal(goal, this.#goal));
      step.missed = 0;
      if (step.goals.length === 0) gone.push(step);
    }
    if (gone.length === 0) return;
    const ids = new Set(gone.map(({ id }) => id));
    this.#flow.steps = this.#flow.steps.filter(({ id }) => !ids.has(id));
    for (const step of this.#flow.steps) step.next = step.next.filter(({ to }) => !ids.has(to));
    this.#structure = true;
    for (const step of gone) {
      this.note({
        kind: 'step-removed',
        step: step.id,
        expected: step.transcriptPatterns[0] ?? '',
        why: `not heard on ${FORGET_AFTER} successful calls`,
      });
    }
  }

  #freeId(name: string): string {
    const taken = new Set(this.#flow.steps.map(({ id }) => id));
    if (!taken.has(name)) return name;
    for (let number = 2; ; number++) if (!taken.has(`${name}-${number}`)) return `${name}-${number}`;
  }
}

function likenessOf(heard: ReturnType<typeof promptWords>, known: ReturnType<typeof promptWords>): number {
  const { ratio, weight } = overlap(heard, known);
  if (weight < LEAST_COMMON && ratio < NEARLY_WHOLE) return 0;
  const lengths = [heard.weight, known.weight].sort((a, b) => a - b);
  return lengths[1]! > lengths[0]! * MUCH_LONGER && ratio < CONTAINED ? 0 : ratio;
}

function asStep(heard: WalkStep, id: string): FlowStep {
  const { answer, option, asks, audioFingerprint } = heard;
  const isQuestion = answer.kind === 'DTMF' || answer.kind === 'SPEAK';
  return flowStepSchema.parse({
    ...answer,
    id,
    transcriptPatterns: heard.texts.slice(0, MAX_STEP_TEXTS),
    openings: openingsOf(heard.texts),
    ...(isQuestion && option !== undefined ? { option } : {}),
    ...(isQuestion && asks !== undefined ? { asks } : {}),
    ...(audioFingerprint === undefined ? {} : { audioFingerprint }),
  });
}

function openingsOf(texts: readonly string[]): string[] {
  const openings = texts.map((text) => text.split(' ').slice(0, OPENING_WORDS).join(' '));
  return [...new Set(openings)].slice(0, MAX_STEP_TEXTS);
}

/** Keeps the hearings that are most like the others: the noisiest one goes. */
function mostTypical(texts: readonly string[]): string[] {
  if (texts.length <= MAX_STEP_TEXTS) return [...texts];
  const words = texts.map(promptWords);
  const typical = words.map((one, index) =>
    words.reduce((sum, other, place) => sum + (place === index ? 0 : overlap(one, other).mutual), 0),
  );
  const worst = typical.indexOf(Math.min(...typical));
  return mostTypical(texts.filter((_, index) => index !== worst));
}

function nameFor({ answer, texts, option }: WalkStep): string {
  switch (answer.kind) {
    case 'HOLD':
      return 'queue';
    case 'LISTEN':
      return slug(texts[0]?.split(' ').slice(0, 4).join(' ') ?? '') || 'announcement';
    default:
      return (
        slug(option?.split(' ').slice(0, 4).join(' ') ?? '') ||
        slug(texts[0]!.split(' ').slice(0, 4).join(' ')) ||
        'menu'
      );
  }
}

function inWords(step: FlowStep): string {
  switch (step.kind) {
    case 'DTMF':
      return `press "${step.digits}"${step.option === undefined ? '' : ` for "${step.option}"`}`;
    case 'SPEAK':
      return `say "${step.text}"`;
    case 'HOLD':
    case 'TRANSFER':
      return 'the queue';
    default:
      return 'listen';
  }
}

/** Walks menus it has never heard, by what the company says: waits for enough of a prompt, decides, answers, goes on. */
import type { Answer, AnswerPart, PressManner } from './answering';
import { AnsweredPrompts, type AnsweredPrompt } from './answered-prompts';
import type { Decide, Decision } from './decision.types';
import { FLOW_PATIENCE_MS, FlowGuide, type FlowAnswer } from './flow-guide';
import { HeardPrompt } from './heard-prompt';
import { ModelQuestion } from './model-question';
import type { ExploredStep, NavigatorInput, NavigatorPlan } from './navigator.types';
import { ANNOUNCEMENT_MS, isStable } from './prompt-timing';
import { isAnswer, isUndecided, partOf, PromptJudgement, refuses } from './prompt-judgement';
import type { AnsweringDecision, Judgement } from './prompt-judgement';
import { samePrompt } from './prompt-words';
import { queueWords } from './queue-signs';
import { mergeHearings } from './two-hearings';
import { understand, type Prompt } from './understand';
import { secretReference } from './secret-reference';
import type { Walk, WalkStage } from './walk';

interface Judged extends Judgement {
  readonly final: boolean;
  /** It is the prompt answered last. */
  readonly repeated: boolean;
  /** And the company refused the answer. */
  readonly refused: boolean;
}

interface LastAnswer {
  readonly answer: Answer;
  readonly said: string;
  text: string;
  readonly known: AnsweredPrompt;
  readonly atMs: number;
}

/** A transcript this much behind the last syllable is not about it. */
const STALE_MS = 300;
/** A recogniser that owes its last word for so long will not bring it. */
const LATEST_TRANSCRIPT_MS = 6000;
/** The same prompt answered so often, with others between: the walk goes in circles. */
const MAX_SAME_PROMPT = 3;
/** Hearings of a prompt without an answer: then ask the user, then give up. */
const HEARINGS_BEFORE_ASKING = 2;
const HEARINGS_BEFORE_GIVING_UP = 5;
/** A key that may have been misheard is believed when the menu was heard so often before. */
const HEARINGS_WHEN_IN_DOUBT = 2;
/** Asked to wait, then nothing: the queue is silent. */
const SILENT_HOLD_MS = 15_000;
const MUSIC_AFTER_WAIT_MS = 1000;
/** A company that is silent after an unanswered prompt waits for an answer. */
const COMPANY_WAITS_MS = 6000;
/** Speech without a word understood, ms: a prompt all the same. */
const PROMPT_WITHOUT_WORDS_MS = 2500;
const SURELY_A_PERSON = 0.85;
const MAX_EXPLORED = 100;

export class ListeningWalk implements Walk {
  readonly settling = false;
  readonly #stage: WalkStage;
  readonly #judgement: PromptJudgement;
  readonly #model: ModelQuestion;
  readonly #flow: FlowGuide;
  readonly #heard = new HeardPrompt();
  readonly #answered = new AnsweredPrompts();
  readonly #explored: ExploredStep[] = [];
  #last: LastAnswer | undefined;
  #judged: Judged | undefined;
  /** The judgement that was carried out without an answer: nothing more to do until more is said. */
  #settled: Judged | undefined;
  /** What was understood of a prompt that nobody answered: it will be said again. */
  #earlier = '';
  #hearings = 0;
  #asked: string | undefined;
  /** When the company had asked to wait, and nothing else was said since. */
  #askedToWaitMs: number | undefined;
  #silentSinceMs: number | undefined;
  #refusal = false;

  constructor(stage: WalkStage, plan: Extract<NavigatorPlan, { kind: 'listen' }>, decide: Decide) {
    this.#stage = stage;
    this.#judgement = new PromptJudgement(stage, plan.goal, decide);
    this.#model = new ModelQuestion(stage, plan);
    this.#flow = new FlowGuide(stage);
  }

  get explored(): readonly ExploredStep[] {
    return this.#explored;
  }

  get machineSpeaks(): boolean {
    const { heard, text } = this.#heard;
    if (!heard || text === '') return false;
    const { options, request } = this.#judged?.text === text ? this.#judged.prompt : understand(text);
    return request !== undefined || options.some(({ keys }) => keys !== '');
  }

  get understanding(): boolean {
    return this.#silenceMs() === undefined || (this.#heard.heard && !this.#heard.final);
  }

  get promptEnded(): boolean {
    return (this.#silenceMs() ?? 0) >= 900;
  }

  objection(why: string): string | undefined {
    return this.#flow.objection(why);
  }

  take(event: NavigatorInput): void {
    if (event.kind === 'decided') this.#model.decided(event);
    if (event.kind === 'utterance-start') this.#model.newSpeech();
    if (event.kind !== 'transcript') return;
    // After a pause the next words are another prompt; what is late still belongs to the old one.
    const gapMs = event.sinceMs - this.#heard.endMs;
    if (this.#heard.heard && gapMs > ANNOUNCEMENT_MS) this.#over();
    if (!this.#heard.hear(event)) return;
    if (event.text !== '') this.#askedToWaitMs = undefined;
    // The prompt answered last, once more: whether the keys were heard is not the flow's business.
    if (this.#last !== undefined && samePrompt(this.#last.text, this.#heard.text)) return;
    this.#flow.hear(this.#heard.text, event.final, this.#heard.sinceMs);
  }

  move(): boolean {
    if (this.#isQueueAfterWait()) return true;
    const silenceMs = this.#silenceMs();
    if (!this.#heard.heard) return this.#quiet();
    const guidance = this.#flow.guidance(silenceMs, this.#heard.final);
    if (guidance === 'patience') return false;
    if (guidance !== 'rules') {
      return guidance.kind === 'answer' ? this.#followFlow(guidance) : this.#reached(guidance.why);
    }
    if (silenceMs === undefined) return this.#interrupts();
    const judged = this.#judge();
    if (judged === undefined) return true;
    if (judged !== this.#settled) {
      const { patience } = judged;
      const final = this.#heard.final || silenceMs >= LATEST_TRANSCRIPT_MS;
      if (silenceMs < patience.silenceMs || (patience.needsFinal && !final)) return false;
      return this.#carryOut(judged);
    }
    if (silenceMs < ANNOUNCEMENT_MS) return false;
    this.#over();
    return true;
  }

  wakeTimes(): readonly number[] {
    const { rhythm, farEnd } = this.#stage;
    const lastMs = Math.max(this.#heard.endMs, rhythm.lastEndMs ?? -Infinity);
    const times = [900, 1500, ANNOUNCEMENT_MS, FLOW_PATIENCE_MS, LATEST_TRANSCRIPT_MS].map((ms) => lastMs + ms);
    times.push(this.#model.dueMs ?? Infinity);
    if (this.#silentSinceMs !== undefined) times.push(this.#silentSinceMs + COMPANY_WAITS_MS);
    if (this.#askedToWaitMs !== undefined) {
      times.push(this.#askedToWaitMs + SILENT_HOLD_MS);
      if (farEnd !== undefined) times.push(farEnd.sinceMs + MUSIC_AFTER_WAIT_MS);
    }
    return times;
  }

  /** Since the last syllable, ms; undefined while somebody speaks, or has spoken and the words are still to come. */
  #silenceMs(): number | undefined {
    const { rhythm, nowMs } = this.#stage;
    if (rhythm.speaking) return undefined;
    const spokenMs = rhythm.lastEndMs ?? -Infinity;
    const silentMs = nowMs - Math.max(spokenMs, this.#heard.endMs);
    const stale = spokenMs > this.#heard.endMs + STALE_MS;
    return stale && silentMs < LATEST_TRANSCRIPT_MS ? undefined : silentMs;
  }

  /** The company speaks on, but what is wanted has been said, and understood for good. */
  #interrupts(): boolean {
    const { rhythm } = this.#stage;
    if (!rhythm.speaking || this.#hearings > 0) return false;
    const judged = this.#judge();
    if (judged === undefined) return true;
    const { decision, patience, prompt } = judged;
    if (decision.action !== 'press' || patience.silenceMs > 0 || patience.needsFinal) return false;
    return isStable(prompt, decision.digits) && this.#carryOut(judged);
  }

  /** Undefined: it was the rest of the prompt that was answered. */
  #judge(): Judged | undefined {
    const { text, final } = this.#heard;
    if (this.#judged?.text === text && this.#judged.final === final) return this.#judged;
    const prompt = understand(text);
    if (this.#isRestOfAnswered(prompt)) {
      this.#last!.text += ` ${text}`;
      this.#heard.next();
      return undefined;
    }
    const last = this.#last;
    const repeated = last !== undefined && samePrompt(last.text, text);
    const refused = repeated && (this.#refusal || refuses(prompt));
    if (refused && last.answer.parts[0]?.kind === 'digits') last.known.refused.add(last.said);
    const tried = this.#answered.tried(text, repeated);
    this.#judged = { final, repeated, refused, ...this.#judgement.of(prompt, text, this.#earlier, tried) };
    return this.#judged;
  }

  /**
   * Some companies finish the list though a key was pressed: what counts on from there without a pause is no new menu.
   */
  #isRestOfAnswered(prompt: Prompt): boolean {
    const last = this.#last;
    const first = prompt.options.find(({ keys }) => keys !== '');
    if (last === undefined || first === undefined || this.#heard.sinceMs > last.atMs + 1500) return false;
    const keys = understand(last.text).options.map((option) => Number(option.keys === '' ? NaN : option.keys));
    return Number(first.keys) > 1 && Number(first.keys) === Math.max(...keys.filter(Number.isFinite)) + 1;
  }

  // ---- what is done about it --------------------------------------------------------------------------------------

  #carryOut(judged: Judged): boolean {
    const { decision, repeated, refused, text } = judged;
    if (repeated && !refused && (isUndecided(decision) || this.#isLastAnswer(decision)))
      return this.#answerAgain(judged);
    if (refused && decision.action === 'enter' && this.#isLastAnswer(decision)) return this.#enterAgain(judged);
    if (judged.patience.doubtful === true && this.#hearings < HEARINGS_WHEN_IN_DOUBT) {
      return this.#notUnderstood(`${decision.why}, but its key may have been misheard`, judged);
    }
    const question = { decision, text, tried: judged.tried, explored: this.#explored };
    const chosen = this.#model.consider(question);
    if (chosen === undefined) return false;
    return this.#do(chosen, judged);
  }

  #do(decision: Decision, judged: Judged): boolean {
    const { why, confidence } = decision;
    const { text } = judged;
    switch (decision.action) {
      case 'press':
      case 'say':
      case 'enter':
        return this.#answer(
          { parts: [this.#partOf(decision)], why, confidence, prompt: text },
          judged,
          decision.option,
        );
      case 'ask_user':
        if (decision.field === undefined) return this.#notUnderstood(why, judged);
        this.#askUser(why, text, decision.field);
        return this.#settle(judged);
      case 'wait':
        if (decision.state === 'hold') return this.#askedToWait(why, judged);
        if (decision.state === 'unsure') return this.#notUnderstood(why, judged);
        if (text === '') return this.#nothingUnderstood(judged);
        return this.#settle(judged);
      case 'hangup':
        this.#explore('none', '', why);
        this.#stage.fail(decision.reason, why);
        return true;
      case 'connect':
        // A voice that hearing takes for a recording says so in more than a "hello" that the recogniser may have made up.
        if (confidence < SURELY_A_PERSON && this.#stage.farEnd?.label === 'ivr_prompt') return this.#settle(judged);
        return this.#reached(why, true);
    }
  }

  #reached(why: string, person = false): true {
    this.#explore('none', '', why);
    this.#stage.finish(why, person);
    return true;
  }

  #settle(judged: Judged): true {
    this.#settled = judged;
    return true;
  }

  /** `said` tells the answers apart; `again`: the prompt is answered once more because nothing came of it. */
  #answer(answer: Answer, { text }: { readonly text: string }, option?: string, again = false): true {
    const part = answer.parts[0]!;
    const said = part.kind === 'say' ? part.text : part.kind === 'digits' ? part.digits : '';
    const known = again && this.#last !== undefined ? this.#last.known : this.#answered.answer(text, said);
    if (known.times > MAX_SAME_PROMPT) {
      this.#stage.fail('loop', `the same prompt came ${known.times} times`);
      return true;
    }
    this.#explore(part.kind === 'say' ? 'say' : 'digits', said, answer.why, option);
    const { nowMs } = this.#stage;
    this.#last = { answer, said, text, known, atMs: nowMs };
    this.#heard.answered(nowMs);
    // The same answer once more is no other step of the way.
    if (!again) this.#flow.answered(answer.confidence);
    this.#forget();
    this.#stage.begin(answer);
    return true;
  }

  /** The same prompt came again: the answer had no effect. More slowly, then by other means, then never mind. */
  #answerAgain(judged: Judged): true {
    const { answer } = this.#last!;
    const spoken = answer.parts[0]?.kind === 'say';
    const manner = nextManner(answer.manner);
    if (manner === undefined || (spoken && manner === 'otherwise')) {
      const times = spoken ? 'a third' : 'a fourth';
      this.#stage.fail('no-effect', `the same prompt came ${times} time: the answer has no effect`);
      return true;
    }
    const how = manner === 'slowly' ? 'more slowly' : 'by another way of sending keys';
    const why = `the same prompt came again: the answer was not heard, so once more${spoken ? '' : `, ${how}`}`;
    return this.#answer({ ...answer, why, manner }, judged, undefined, true);
  }

  /** The company did not like the number: it may have lost a digit. Three wrong ones lock accounts. */
  #enterAgain(judged: Judged): true {
    const { answer } = this.#last!;
    const why = 'what was entered was refused: a digit may have been lost, so once more, more slowly';
    if (answer.manner === undefined) return this.#answer({ ...answer, why, manner: 'slowly' }, judged, undefined, true);
    const field = judged.decision.action === 'enter' ? judged.decision.field : undefined;
    this.#askUser('the company refuses what was entered', judged.text, field);
    return this.#settle(judged);
  }

  #isLastAnswer(decision: Decision): boolean {
    if (!isAnswer(decision)) return false;
    const part = this.#partOf(decision);
    return this.#last?.said === (part.kind === 'say' ? part.text : part.digits);
  }

  /** "... then press pound" is missed more easily the second time than it is left out. */
  #partOf(decision: AnsweringDecision): ReturnType<typeof partOf> {
    if (decision.action !== 'enter' || decision.terminator !== '') return partOf(decision);
    return partOf({ ...decision, terminator: this.#answered.terminatorOf(secretReference(decision.field)) });
  }

  /** Nothing fits, or nobody knows: wait for the repeat, ask the user, give up. */
  #notUnderstood(why: string, judged: Judged): true {
    const { text } = judged;
    if (this.#hearings + 1 > HEARINGS_BEFORE_GIVING_UP) this.#stage.fail('dead-end', why);
    else if (this.#hearings + 1 >= HEARINGS_BEFORE_ASKING) this.#askUser(why, text);
    this.#silentSinceMs = this.#heard.endMs;
    return this.#settle(judged);
  }

  #nothingUnderstood(judged: Judged): true {
    const spokenMs = this.#heard.endMs - this.#heard.sinceMs;
    if (spokenMs < PROMPT_WITHOUT_WORDS_MS) return this.#settle(judged);
    return this.#notUnderstood('the company spoke, and no word of it was understood', judged);
  }

  #askedToWait(why: string, judged: Judged): true {
    if (queueWords(judged.prompt.text) === 'queue') {
      return this.#reached(why);
    }
    this.#askedToWaitMs = this.#heard.endMs;
    return this.#settle(judged);
  }

  /** Each thing once, until something is answered. */
  #askUser(why: string, prompt: string, field?: string): void {
    if (this.#asked === (field ?? why)) return;
    this.#asked = field ?? why;
    this.#stage.emit({ kind: 'ask-user', why, prompt, ...(field === undefined ? {} : { field }) });
  }

  // ---- between prompts --------------------------------------------------------------------------------------------

  /** The prompt is over and was not answered. */
  #over(): void {
    const judged = this.#settled ?? this.#judged;
    const { text } = this.#heard;
    const unsure = judged !== undefined && (isUndecided(judged.decision) || judged.patience.doubtful === true);
    const undecided = this.#settled !== undefined && unsure;
    if (text !== '') this.#explore('none', '', judged?.decision.why ?? 'nothing to answer');
    if (undecided || text === '') {
      this.#hearings++;
      this.#earlier = text === '' ? this.#earlier : mergeHearings(this.#earlier, text);
    }
    this.#refusal = refuses(understand(text));
    this.#heard.next();
    this.#stage.rhythm.next();
    this.#judged = undefined;
    this.#settled = undefined;
    this.#flow.next();
  }

  /** After an answer nothing of the prompt before counts any more. */
  #forget(): void {
    this.#judged = undefined;
    this.#settled = undefined;
    this.#flow.next();
    this.#earlier = '';
    this.#hearings = 0;
    this.#asked = undefined;
    this.#askedToWaitMs = undefined;
    this.#silentSinceMs = undefined;
    this.#refusal = false;
  }

  /** Nobody speaks: a company that asked for something and now waits is not answered by guessing. */
  #quiet(): boolean {
    const sinceMs = this.#silentSinceMs;
    if (sinceMs === undefined || this.#stage.nowMs < sinceMs + COMPANY_WAITS_MS) return false;
    this.#silentSinceMs = undefined;
    if (this.#asked !== undefined) return false;
    this.#askUser('the company waits for an answer, and none of those it offered is known to fit', this.#earlier);
    return true;
  }

  #isQueueAfterWait(): boolean {
    const sinceMs = this.#askedToWaitMs;
    const { farEnd, nowMs, rhythm } = this.#stage;
    if (sinceMs === undefined || rhythm.speaking) return false;
    const music = farEnd?.label === 'music' && farEnd.sinceMs >= sinceMs - 500;
    if (music && nowMs >= farEnd.sinceMs + MUSIC_AFTER_WAIT_MS) this.#stage.finish('asked to wait, then music');
    else if (nowMs >= sinceMs + SILENT_HOLD_MS) this.#stage.finish('asked to wait, and silent since');
    else return false;
    return true;
  }

  #explore(kind: ExploredStep['answer']['kind'], text: string, why: string, option?: string): void {
    if (this.#explored.length >= MAX_EXPLORED) return;
    const { sinceMs, endMs } = this.#heard;
    const { nowMs } = this.#stage;
    this.#explored.push({
      prompt: this.#heard.text,
      heardAtMs: sinceMs,
      promptSeconds: Math.max(0, endMs - sinceMs) / 1000,
      answer: { kind, text },
      answeredAtMs: kind === 'none' ? null : nowMs,
      why,
      ...(option === undefined ? {} : { option }),
    });
  }

  #followFlow({ answer, why, confidence }: FlowAnswer): true {
    const { text } = this.#heard;
    const part: AnswerPart =
      answer.kind === 'say' ? { kind: 'say', text: answer.text } : { kind: 'digits', digits: answer.text };
    return this.#answer({ parts: [part], why, confidence, prompt: text }, { text });
  }
}

function nextManner(manner: PressManner | undefined): PressManner | undefined {
  if (manner === undefined) return 'slowly';
  return manner === 'slowly' ? 'otherwise' : undefined;
}

/** Walks a known flow by hearing, never by clock: which prompt is being said, and whether its answer can be given now. */
import type { Replay, ReplayAdvice } from '../replay-advice';
import { secretNames } from '../secret-reference';
import { understand } from '../understand';
import type { AnswerStep, CallFlow, FlowStep } from './call-flow';
import type { FlowDrift } from './explored-call';
import { describeSteps, FlowGraph, isAnswer, isEnd, shortened, type GraphStep } from './flow-graph';
import {
  checkOption,
  hasStrangeOption,
  isOptionDue,
  isOtherMenu,
  remember,
  type OptionCheck,
  type RememberedMenu,
} from './option-check';
import { matchPrompt, type MatchOutcome, type PromptMatch } from './prompt-match';
import { promptWords, storableText } from './prompt-words';
import type { CompareSound, SoundLikeness } from './sound-print';
import { answerOf, asksForOther, changeInWords, expectedOption, menuHasBegun } from './step-answer';

/** Words, and what they must weigh, before an answer is given into the opening of a prompt. */
const OPENING_WORDS = 6;
const OPENING_WEIGHT = 2;
const OPENING_LIKENESS = 0.5;
const OPENING_LEAD = 0.15;
/** Before an answer is given behind its option. */
const OPTION_LIKENESS = 0.38;
/** A prompt of so many words that is like no step is another prompt, ended or not. */
const CLEARLY_OTHER_WORDS = 12;
const CLEARLY_OTHER = 0.12;
/** Fewer telling words than this are no prompt that could be judged. */
const JUDGEABLE_WEIGHT = 2;
/** A whole prompt from here on is certain even when its option could not be checked. */
const CERTAIN_LIKENESS = 0.5;
/** The same answer to the same prompt, before it is said to have no effect. */
const MAX_SAME_ANSWERS = 2;
const MAX_DRIFTS = 20;
const MAX_SKIPPED = 2;

/** Turns of phrase that want more than patience; rules or a model read them. */
const ANSWERABLE = [
  'openQuestion',
  'asksYesNo',
  'confirms',
  'closed',
  'voicemail',
  'notInService',
  'callback',
  'survey',
  'greetsByName',
  'offersHelp',
  'plainHuman',
] as const;

const MENU_CHANGED =
  /\b((menu|options|selections)( options| choices)? (have|has)( \w+)?( been)? (changed|updated)|menu (hat|wurde) (sich )?(geandert|aktualisiert)|menu a (change|ete modifie)|(menu|opciones) (ha|han) (cambiado|sido (modificad|actualizad)\w+))\b/;

export class FlowReplay implements Replay {
  readonly #flow: CallFlow;
  readonly #graph: FlowGraph;
  readonly #compareSound: CompareSound | undefined;
  #sinceMs: number | undefined;
  readonly #lost = new Set<string>();
  readonly #drifts: FlowDrift[] = [];
  readonly #remembered = new Map<string, RememberedMenu>();
  readonly #answeredTimes = new Map<string, number>();
  /** The last step that was heard or answered. */
  #at: FlowStep | undefined;
  /** Answered, its effect not heard yet. */
  #owed: { readonly step: AnswerStep; readonly early: boolean } | undefined;
  /** What an answer given too early led to; until an answer that is sure. */
  #astray: FlowDrift | undefined;
  #advised: { readonly step: AnswerStep; readonly early: boolean } | undefined;
  /** Unknown prompts that were answered by others since. */
  #skipped = 0;
  #finished = false;

  /** `compareSound`: of the prompt being said with a step's; without it words alone must do. */
  constructor(flow: CallFlow, goal: string, compareSound?: CompareSound) {
    this.#compareSound = compareSound;
    this.#flow = flow;
    this.#graph = new FlowGraph(flow, goal);
  }

  /** The queue was reached. */
  get finished(): boolean {
    return this.#finished;
  }

  /** What was not as the flow knew it: for `ExploredCall.drifts`, so that the learner trusts those steps no longer. */
  get drifts(): readonly FlowDrift[] {
    return this.#drifts;
  }

  /** What may be heard next, in words for a person. */
  get expected(): string {
    return describeSteps(this.#following().map(({ step }) => step));
  }

  /**
   * `text`: all that is understood so far of the prompt going on, or, `final`, of the prompt that ended. Asked twice the
   * same, it answers the same. `sinceMs`: its first syllable; unknown: the sound is not compared.
   */
  hear(text: string, final: boolean, sinceMs?: number): ReplayAdvice {
    this.#sinceMs = sinceMs;
    if (this.#finished) return { kind: 'wait', why: 'the queue is reached' };
    this.#advised = undefined;
    if (text.trim() === '') return { kind: 'wait', why: 'nothing understood yet' };
    const found = matchPrompt(text, this.#graph, this.#following(), final);
    const advice =
      found.match === undefined
        ? this.#unknown(text, final, found)
        : this.#known(text, final, found.match, found.rivals);
    return advice;
  }

  /** The answer advised (or, after a drift, another one) was given; the next prompt is awaited. */
  answered(sure = true): void {
    const advised = this.#advised;
    this.#advised = undefined;
    this.#owed = advised;
    // A guess in a place that was not meant to be reached leads to another one.
    if (sure) this.#astray = undefined;
    if (advised === undefined) {
      this.#skipped++;
      return;
    }
    this.#skipped = 0;
    this.#at = advised.step;
    this.#answeredTimes.set(advised.step.id, (this.#answeredTimes.get(advised.step.id) ?? 0) + 1);
  }

  get astray(): FlowDrift | undefined {
    return this.#astray;
  }

  /** Nothing that was pressed behind its option is doubted: companies shorten their menus when nobody else calls. */
  doubtArrival(sign: string): FlowDrift | undefined {
    const owed = this.#owed;
    if (owed?.early !== true || this.#finished) return this.#astray;
    const following = this.#graph.after(owed.step).map(({ step }) => step);
    if (following.some(isEnd)) return undefined;
    this.#owed = undefined;
    return this.#strayed(owed.step, describeSteps(following), sign);
  }

  /** What may come next; where prompts were answered without knowing them, what comes behind them, too. */
  #following(): readonly GraphStep[] {
    let following = this.#graph.after(this.#at);
    for (let level = Math.min(this.#skipped, MAX_SKIPPED); level > 0; level--) {
      following = [...new Set([...following, ...following.flatMap(({ step }) => this.#graph.after(step))])];
    }
    return following;
  }

  #known(text: string, final: boolean, match: PromptMatch, rivals: readonly PromptMatch[]): ReplayAdvice {
    const { step } = match;
    const { common, likeness } = match;
    // The last words of the interrupted prompt may come first, and be like anything.
    const clear = likeness >= OPENING_LIKENESS && common.heardTo - common.heardFrom >= OPENING_WORDS;
    const whole = final && !(isAnswer(step) && this.#isScrap(text, step));
    // The same recording is understood alike twice: hardly the menu that was answered early is another one.
    const owed = this.#owed;
    if (final && owed?.early === true && owed.step.id === step.id && likeness < CERTAIN_LIKENESS) {
      this.#owed = undefined;
      const expected = describeSteps(this.#graph.after(owed.step).map((next) => next.step));
      return shownDrift(this.#strayed(owed.step, expected, storableText(text)));
    }
    const astray = whole || clear ? this.#judgeEffect(step, text) : undefined;
    if (isEnd(step)) {
      // One queue sounds like the other: after an answer given early this may be the wrong one.
      if (astray !== undefined) return shownDrift(astray);
      if (!final && common.heardTo - common.heardFrom < OPENING_WORDS) {
        return { kind: 'wait', why: 'this may be the queue' };
      }
      this.#finished = true;
      this.#at = step;
      return { kind: 'hold', stepId: step.id, why: `the queue's words: ${describeSteps([step])}` };
    }
    if (!isAnswer(step)) {
      if (final) this.#at = step;
      return { kind: 'wait', why: `an announcement that is known: ${describeSteps([step])}` };
    }
    if ((this.#answeredTimes.get(step.id) ?? 0) >= MAX_SAME_ANSWERS && final) {
      return this.#drift(step.id, `another prompt after "${answerOf(step).text}"`, text, 'the answer has no effect');
    }
    return final ? this.#answerAtEnd(text, step, match, rivals) : this.#answerEarly(text, step, match, rivals);
  }

  #answerAtEnd(text: string, step: AnswerStep, match: PromptMatch, rivals: readonly PromptMatch[]): ReplayAdvice {
    if (this.#isScrap(text, step)) return { kind: 'wait', why: 'a few words of a known menu, and none of its keys' };
    const check = this.#check(text, step, match.likeness, true);
    const changed = changeInWords(step, check);
    const better = check.kind === 'same' ? undefined : rivals.find((rival) => this.#isOffered(text, rival));
    if (better !== undefined && isAnswer(better.step)) return this.#answerAtEnd(text, better.step, better, []);
    if (changed !== undefined) {
      this.#at = step;
      return this.#drift(step.id, expectedOption(step), text, changed);
    }
    const strange = check.kind === 'unheard' && step.kind === 'DTMF';
    if (strange && isOtherMenu(this.#rememberedOf(step), understand(text), match.likeness)) {
      return this.#drift(null, describeSteps([step]), text, 'it is like a known prompt, but offers other things');
    }
    const asked = asksForOther(text, step);
    if (asked !== undefined) return this.#drift(step.id, `a question for the ${step.asks}`, text, asked);
    if (rivals.length > 0 && check.kind !== 'same') {
      return this.#drift(
        null,
        describeSteps([step]),
        text,
        'two known prompts with different answers are equally alike',
      );
    }
    if (check.kind !== 'same' && wasFoundChanged(step)) {
      return { kind: 'wait', why: 'this menu was found changed, and the option is not heard' };
    }
    const certain = check.kind === 'same' || match.likeness >= CERTAIN_LIKENESS;
    return this.#answer(
      step,
      match,
      certain,
      false,
      check.kind === 'same' ? 'known prompt, option heard' : 'known prompt',
    );
  }

  #answerEarly(text: string, step: AnswerStep, match: PromptMatch, rivals: readonly PromptMatch[]): ReplayAdvice {
    const wait = (why: string): ReplayAdvice => ({ kind: 'wait', why });
    const { common, likeness } = match;
    if (MENU_CHANGED.test(storableText(text)) && !step.transcriptPatterns.some((known) => MENU_CHANGED.test(known))) {
      this.#lost.add(step.id);
    }
    const when = this.#answerWhen(step);
    if (when === 'end') return wait('a known prompt; listening to all of it');
    if (rivals.length > 0) return wait('too early to tell');
    const check = this.#check(text, step, likeness, false);
    const changed = changeInWords(step, check);
    if (changed !== undefined) return wait(`listening on: ${changed}`);
    if (common.weight >= OPENING_WEIGHT && likeness >= OPTION_LIKENESS) {
      if (check.kind === 'same') return this.#answer(step, match, true, false, 'known prompt, option heard');
      if (this.#isDueBySound(text, step)) {
        return this.#answer(step, match, true, true, 'known recording, its option heard');
      }
      if (step.asks !== undefined && understand(text).request?.field === step.asks) {
        return this.#answer(step, match, true, false, `known question for the ${step.asks}`);
      }
    }
    return when === 'opening'
      ? this.#answerOpening(text, step, match)
      : wait('a known prompt; its option has not come yet');
  }

  /** The option's words in a recording that is known so far: its key need not be waited for. */
  #isDueBySound(text: string, step: AnswerStep): boolean {
    if (step.answerAt === 'option' || this.#soundOf(step) !== 'same') return false;
    return isOptionDue(this.#rememberedOf(step), understand(text));
  }

  /** Before the option is said: where all that was said before it, the sound above all, is as it was. */
  #answerOpening(text: string, step: AnswerStep, match: PromptMatch): ReplayAdvice {
    const wait = (why: string): ReplayAdvice => ({ kind: 'wait', why });
    const { common, likeness, lead } = match;
    const sound = this.#soundOf(step);
    if (sound === 'other') return wait('known words, but not the recording that was heard before');
    if (sound === 'unknown') return wait('too early to tell whether it is the same recording');
    const known =
      likeness >= OPENING_LIKENESS &&
      lead >= OPENING_LEAD &&
      common.heardTo - common.heardFrom >= OPENING_WORDS &&
      common.weight >= OPENING_WEIGHT;
    if (!known && sound !== 'same') return wait('too early to tell');
    if (!menuHasBegun(step, text, sound)) return wait('a known greeting; its menu has not begun');
    if (sound === undefined && hasStrangeOption(this.#rememberedOf(step), understand(text))) {
      return wait('a known prompt, but not all of its options are known');
    }
    return this.#answer(step, match, true, true, `known by its opening ${sound === undefined ? 'words' : 'sound'}`);
  }

  /** How much of the prompt is listened to before it is answered. */
  #answerWhen(step: AnswerStep): 'opening' | 'option' | 'end' {
    // Back at a prompt that was answered: something went wrong with that answer.
    const before = this.#answeredTimes.get(step.id) ?? 0;
    if (step.trust < 1 || before > 0 || this.#lost.has(step.id)) return 'end';
    if (step.answerAt !== undefined) return step.answerAt;
    const secret = secretNames(answerOf(step).text).length > 0;
    return !secret && this.#effectShows(step) ? 'opening' : 'option';
  }

  /**
   * Whether a wrong answer would be noticed: only when a prompt follows that is this answer's own. One queue sounds like
   * the other; there the option itself must be heard.
   */
  #effectShows(step: AnswerStep): boolean {
    const following = this.#graph.after(step);
    return (
      following.length > 0 &&
      following.every(({ step: next, texts }) => !isEnd(next) && texts.some(({ weight }) => weight >= JUDGEABLE_WEIGHT))
    );
  }

  #unknown(text: string, final: boolean, { best }: MatchOutcome): ReplayAdvice {
    const heard = promptWords(text);
    const prompt = understand(text);
    const asks = prompt.options.some(({ keys }) => keys !== '') || prompt.request !== undefined;
    // A new greeting may lead to the old menu. Behind an early answer the rest of its prompt comes first, and a known menu
    // may have got a new first option: which of the two has changed is told at the end.
    const clearlyOther =
      asks && this.#owed?.early !== true && heard.words.length >= CLEARLY_OTHER_WORDS && best < CLEARLY_OTHER;
    if (!final && !clearlyOther) return { kind: 'wait', why: 'too early to tell' };
    if (!asks && heard.weight < JUDGEABLE_WEIGHT) return { kind: 'wait', why: 'too few words to judge' };
    const following = this.#following().map(({ step }) => step);
    const queue = following.find(isEnd);
    if (queue !== undefined && !asks && prompt.says('hold')) {
      if (!final) return { kind: 'wait', why: 'this may be the queue' };
      this.#finished = true;
      this.#owed = undefined;
      return { kind: 'hold', stepId: queue.id, why: 'an announcement of a queue, where the queue is expected' };
    }
    if (queue !== undefined && !asks && !ANSWERABLE.some((cue) => prompt.has(cue))) {
      return { kind: 'wait', why: 'an announcement, where the queue is expected' };
    }
    const expected = describeSteps(following);
    if (this.#owed?.early === true) {
      const { step } = this.#owed;
      this.#owed = undefined;
      return shownDrift(this.#strayed(step, expected, storableText(text)));
    }
    this.#owed = undefined;
    return this.#drift(null, expected, text, 'a prompt that the flow does not know');
  }

  /** A known prompt is heard: was it to be expected after the answer before it? */
  #judgeEffect(step: FlowStep, text: string): FlowDrift | undefined {
    const owed = this.#owed;
    if (owed === undefined) return undefined;
    const known = this.#graph.after(owed.step).some((next) => next.step.id === step.id);
    // The same prompt again: the company heard nothing, perhaps because it was still talking. It may take the key yet.
    if (step.id === owed.step.id && !known) {
      this.#lost.add(step.id);
      return undefined;
    }
    this.#owed = undefined;
    if (!known && owed.early) {
      const expected = describeSteps(this.#graph.after(owed.step).map((next) => next.step));
      return this.#strayed(owed.step, expected, storableText(text));
    }
    return undefined;
  }

  /** What the company still says when it has taken a key may come as an utterance of its own: it is no prompt. */
  #isScrap(text: string, step: AnswerStep): boolean {
    if (step.kind !== 'DTMF' || this.#rememberedOf(step).others.size === 0) return false;
    return promptWords(text).words.length < OPENING_WORDS && understand(text).options.every(({ keys }) => keys === '');
  }

  #soundOf({ audioFingerprint }: AnswerStep): SoundLikeness | undefined {
    if (audioFingerprint === undefined || this.#sinceMs === undefined) return undefined;
    return this.#compareSound?.(audioFingerprint, this.#sinceMs);
  }

  #check(text: string, step: AnswerStep, likeness: number, complete: boolean): OptionCheck {
    if (step.kind !== 'DTMF') return { kind: 'unheard' };
    return checkOption(this.#rememberedOf(step), understand(text), likeness, complete);
  }

  #rememberedOf(step: AnswerStep): RememberedMenu {
    const { text } = answerOf(step);
    const option = step.kind === 'DTMF' ? step.option : undefined;
    const remembered = this.#remembered.get(step.id) ?? remember(text, option, step.transcriptPatterns);
    this.#remembered.set(step.id, remembered);
    return remembered;
  }

  /** Whether the option of this step's answer is heard under its key. */
  #isOffered(text: string, { step, likeness }: PromptMatch): boolean {
    return isAnswer(step) && this.#check(text, step, likeness, true).kind === 'same';
  }

  #answer(step: AnswerStep, match: PromptMatch, certain: boolean, early: boolean, why: string): ReplayAdvice {
    this.#advised = { step, early };
    const confidence = Math.min(0.98, 0.5 + match.likeness / 2);
    return {
      kind: 'answer',
      stepId: step.id,
      answer: answerOf(step),
      certain,
      why: `${why} (flow "${this.#flow.id}")`,
      confidence,
    };
  }

  #drift(stepId: string | null, expected: string, text: string, why: string): ReplayAdvice {
    const drift = { stepId, expected, heard: storableText(text), why };
    this.#note(drift);
    return shownDrift(drift);
  }

  /** The answer to this step was given into its opening, and led elsewhere. */
  #strayed(step: AnswerStep, expected: string, heard: string): FlowDrift {
    const why = `"${answerOf(step).text}" into the opening of ${describeSteps([step])} did not lead to what was expected: that menu may have changed; on the next call it is listened to`;
    const drift = { stepId: step.id, expected, heard, why };
    this.#note(drift);
    this.#astray = drift;
    return drift;
  }

  #note(drift: FlowDrift): void {
    if (drift.stepId !== null) this.#lost.add(drift.stepId);
    const again = this.#drifts.some(({ stepId, heard }) => stepId === drift.stepId && heard === drift.heard);
    if (!again && this.#drifts.length < MAX_DRIFTS) this.#drifts.push(drift);
  }
}

/** Learned, trusted, and then led astray or been heard otherwise; no call has confirmed it since. */
const wasFoundChanged = (step: AnswerStep): boolean => step.trust < 1 && step.seen > 0 && step.option !== undefined;

function shownDrift({ expected, heard, why }: FlowDrift): Extract<ReplayAdvice, { kind: 'drift' }> {
  return { kind: 'drift', expected: shortened(expected, 500), heard: shortened(heard, 500), why };
}

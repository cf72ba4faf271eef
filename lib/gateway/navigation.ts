/** How a call's menu is to be walked, and with what: the request, the settings and the memory made into a plan. */
import type { Clock } from '../clock';
import { parseDialSteps } from '../ivr/dial-steps';
import { FlowReplay, flowKnowsGoal, importFlow, learnFlow, parseFlow } from '../ivr/flows';
import type { CallFlow, ExploredAnswer, ExploredStep, SoundLikeness } from '../ivr/flows';
import type { LanguageModel } from '../ivr/language-model';

import type { ExploredStep as WalkedPrompt, NavigatorPlan } from '../ivr/navigator.types';
import { hideSecrets, secretNames } from '../ivr/secret-reference';
import type { Call } from './call';
import type { CallMemory } from './call-memory';
import type { NavigateRequest, Refusal } from './gateway.types';
import type { NavigateServices } from './jobs/navigate-services';
import type { DtmfMode } from './leg';
import { PromptSounds } from './prompt-sounds';
import { refusal } from './refusal';

export interface NavigationMeans {
  readonly model: LanguageModel | null;
  readonly memory: CallMemory;
  readonly dtmfModes: readonly DtmfMode[];
  /** What was dialled. */
  readonly number: string;
  readonly clock: Clock;
  readonly walkAgain: (why: string) => boolean;
}

export interface Navigation {
  readonly ok: true;
  readonly plan: NavigatorPlan;
  readonly services: NavigateServices;
}

export function navigationOf(request: NavigateRequest, call: Call, means: NavigationMeans): Navigation | Refusal {
  if (request.secrets) call.giveSecrets(request.secrets);
  const plan = planOf(request, call, means.model !== null);
  if ('ok' in plan) return plan;
  const flow = plan.kind === 'listen' ? flowOf(request, plan.goal, means) : null;
  if (flow !== null && 'ok' in flow) return flow;
  const written = [...secretNames(request.steps ?? ''), ...(request.flow ? secretNames(JSON.stringify(flow)) : [])];
  const others = call.secrets.refuseOthers(written);
  if (others !== null) return others;
  return { ok: true, plan, services: servicesOf(request, call, plan, flow, means) };
}

function planOf(request: NavigateRequest, call: Call, hasModel: boolean): NavigatorPlan | Refusal {
  if (request.steps !== undefined && request.steps.trim() !== '') {
    const parsed = parseDialSteps(request.steps);
    return parsed.ok ? { kind: 'steps', steps: parsed.steps } : refusal('bad-steps', parsed.message);
  }
  const goal = request.goal ?? call.goal;
  const menus = request.menus ?? [];
  if (goal === '') return refusal('no-goal', 'Say what the call is for (goal), so that a menu option can be chosen.');
  if (menus.length > 0) return { kind: 'menus', menus, goal };
  if (!call.understands) {
    const message = 'Nothing turns speech into text in this gateway: add a service, or walk by fixed steps.';
    return refusal('no-speech-to-text', message);
  }
  return { kind: 'listen', goal, askModel: hasModel ? (request.askModel ?? 'when-unsure') : 'never' };
}

/** The flow given, else the one learned; null when there is none or none is wanted. */
function flowOf(
  request: NavigateRequest,
  goal: string,
  { memory, number, clock }: NavigationMeans,
): CallFlow | Refusal | null {
  const { flow } = request;
  if (flow !== undefined && flow !== '') {
    const parsed = typeof flow === 'string' ? importFlow(flow, clock.now()) : parseFlow(flow);
    return parsed.ok ? parsed.flow : refusal('bad-flow', parsed.message);
  }
  return request.useFlow === false ? null : memory.flowOf(number, goal);
}

function servicesOf(
  request: NavigateRequest,
  call: Call,
  plan: NavigatorPlan,
  flow: CallFlow | null,
  { model, memory, dtmfModes, number, clock, walkAgain }: NavigationMeans,
): NavigateServices {
  const goal = plan.kind === 'listen' ? plan.goal : '';
  const learns = plan.kind === 'listen' && request.useFlow !== false;
  const startedAtMs = clock.now();
  const sounds = plan.kind === 'listen' ? new PromptSounds(() => call.answersPrompt()) : undefined;
  const compare = sounds && ((print: string, sinceMs: number): SoundLikeness => sounds.compare(print, sinceMs));
  const replay = flow !== null && flowKnowsGoal(flow, goal) ? new FlowReplay(flow, goal, compare) : undefined;
  return {
    secrets: call.secrets,
    dtmfModes,
    onDtmfModeWorked: (mode) => memory.rememberDtmfMode(number, mode),
    ...(model && { ask: (question, signal) => askModel(model, question, signal) }),
    ...(replay && { replay, walkAgain }),
    ...(sounds && { sounds }),
    ...(learns && {
      learn: ({ reached, why, prompts }) => {
        // Where nothing was answered there is no way to learn: the queue was there from the start.
        if (prompts.every(({ answer }) => answer.kind === 'none')) return;
        const learned = learnFlow(flow, {
          number,
          goal,
          ...(call.tags[0] !== undefined && { company: call.tags[0] }),
          startedAtMs,
          endedAtMs: clock.now(),
          steps: prompts.map((each) => exploredStep(each, call.secrets.own, sounds)),
          outcome: reached ? 'reached' : 'failed',
          why,
          ...(replay && { drifts: replay.drifts }),
        });
        if (learned.flow !== null) memory.keepFlow(learned.flow);
      },
    }),
  };
}

function exploredStep(
  walked: WalkedPrompt,
  secrets: Readonly<Record<string, string>>,
  sounds: PromptSounds | undefined,
): ExploredStep {
  const { prompt, heardAtMs, promptSeconds, answer, answeredAtMs, why, option } = walked;
  const print = answeredAtMs === null ? undefined : sounds?.printOf(heardAtMs, answeredAtMs);
  return {
    prompts: prompt === '' ? [] : [prompt],
    heardAtMs,
    promptSeconds,
    answer: exploredAnswer({ ...answer, text: hideSecrets(answer.text, secrets) }),
    ...(answeredAtMs !== null && { answeredAtMs }),
    why,
    ...(option !== undefined && { option }),
    ...(print !== undefined && { audioFingerprint: print }),
  };
}

function exploredAnswer(answer: WalkedPrompt['answer']): ExploredAnswer {
  if (answer.kind === 'digits') return { kind: 'digits', digits: answer.text };
  return answer.kind === 'say' ? { kind: 'say', text: answer.text } : { kind: 'none' };
}

async function askModel(
  model: LanguageModel,
  ...[question, signal]: Parameters<NonNullable<NavigateServices['ask']>>
): ReturnType<NonNullable<NavigateServices['ask']>> {
  const choice = await model.choose(question, signal);
  if (!choice.ok) return { decision: null, why: `${model.name}: ${choice.message}` };
  const { decision, usage, elapsedMs } = choice;
  const cost = `${elapsedMs} ms, ${usage.inputTokens} + ${usage.outputTokens} tokens`;
  return { decision, why: `${model.name}: ${decision.why} (${cost})` };
}

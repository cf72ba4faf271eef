/** Node: walks the company's phone menu on a call that was answered: by listening, by fixed steps or by known texts. */
import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { CallSnapshot, JobReport, NavigateRequest } from '../lib/gateway/gateway.types';
import { parseDialSteps } from '../lib/ivr/dial-steps';
import { endedBadge, faultBadge, severalBadge, type Translate } from './call-badge';
import { exchangeFlow, type FlowAction, flowActionOf } from './flow-commands';
import { JobNode } from './job-node';
import type { Message } from './node-support';
import {
  findCall,
  failureInWords,
  isOver,
  NodeFault,
  optionalDuration,
  resolveText,
  resolveTyped,
  textOf,
} from './node-support';
import { type Secrets, secretsOf } from './secrets';
import type { Badge } from './status-badge';

interface IvrNavigateDef extends NodeDef {
  readonly callId: string;
  readonly callIdType: string;
  /** Nodes of before there was a choice walk by steps. */
  readonly mode?: 'listen' | 'steps' | 'menus';
  readonly steps: string;
  readonly stepsType: string;
  readonly menus: string;
  readonly menusType: string;
  readonly goal: string;
  readonly goalType: string;
  readonly askModel?: NavigateRequest['askModel'];
  readonly useFlow?: boolean;
  /** A call flow, as JSON; empty: what was learned. */
  readonly flow?: string;
  readonly flowType?: string;
  readonly timeoutSeconds?: string | number;
}

/** No menu that is worth walking takes longer. */
const LONGEST_WALK_SECONDS = 3600;

export = function register(RED: NodeAPI): void {
  const t: Translate = (key, values) => RED._(`ivr-navigate.status.${key}`, values ?? {});

  function IvrNavigate(this: Node, config: IvrNavigateDef): void {
    RED.nodes.createNode(this, config);
    const problem = stepsProblem(config);
    if (problem !== undefined) this.error(problem);
    const jobs = new JobNode(RED, this, {
      ports: { reached: 0, progress: 1, failed: 2, ended: 2 },
      portCount: 3,
      detailsAs: 'navigation',
      command: (message, answer) => {
        const action = flowActionOf(message);
        return (
          action &&
          exchange(RED, this, message, config, action)
            .then(answer)
            .then(() => undefined)
        );
      },
      plan: async (message) => {
        const { callId, gateway } = await findCall(RED, this, message, {
          value: config.callId,
          type: config.callIdType,
        });
        const request = await navigateRequest(RED, this, message, config, secretsOf(RED, gateway));
        return { gateway, begin: (owner) => gateway.navigate(callId, request, owner) };
      },
      badge: (call, report) => navigateBadge(call, report, t),
      several: (calls) => severalBadge(calls, t),
      fault: faultBadge,
      idle: () => (problem === undefined ? undefined : faultBadge(new Error(problem))),
    });
    jobs.refreshBadge();
  }

  RED.nodes.registerType<Node, IvrNavigateDef, object, object>('ivr-navigate', IvrNavigate);
};

/** For the call of the message; without one, for the number in the payload: no other node here knows what to call. */
async function exchange(
  RED: NodeAPI,
  node: Node,
  message: Message,
  config: IvrNavigateDef,
  action: FlowAction,
): Promise<NodeMessage> {
  const goal = await resolveText(RED, node, message, 'goal', { value: config.goal, type: config.goalType });
  const number = action === 'export-flow' ? textOf('number', message.payload) : undefined;
  return exchangeFlow(RED, node, message, action, {
    ...(goal === undefined ? {} : { goal }),
    ...(number === undefined ? {} : { number }),
  });
}

/** What is wrong with steps written into the dialog: said at the deploy, not when the company has answered. */
function stepsProblem({ mode, steps, stepsType }: IvrNavigateDef): string | undefined {
  if (mode === 'listen' || mode === 'menus' || stepsType !== 'str') return undefined;
  const parsed = parseDialSteps(steps);
  return parsed.ok ? undefined : `Steps: ${parsed.message}`;
}

async function navigateRequest(
  RED: NodeAPI,
  node: Node,
  message: Message,
  config: IvrNavigateDef,
  secrets: Secrets,
): Promise<NavigateRequest> {
  const timeoutSeconds = optionalDuration('give up after', config.timeoutSeconds, LONGEST_WALK_SECONDS, 'seconds');
  const goal = await resolveText(RED, node, message, 'goal', { value: config.goal, type: config.goalType });
  const common = {
    ...(Object.keys(secrets).length === 0 ? {} : { secrets }),
    ...(goal === undefined ? {} : { goal }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
  if (config.mode === 'listen') {
    const flow = await callFlow(RED, node, message, config);
    return {
      ...common,
      ...(config.askModel ? { askModel: config.askModel } : {}),
      ...(config.useFlow === undefined ? {} : { useFlow: config.useFlow }),
      ...(flow === undefined ? {} : { flow }),
    };
  }
  if (config.mode === 'menus') {
    const field = { value: config.menus, type: config.menusType };
    const menus = menuTexts(await resolveTyped(RED, node, message, 'menu texts', field));
    if (menus.length === 0) throw new NodeFault('no-menus', 'no menu texts: write each prompt of the company');
    return { menus, ...common };
  }
  const steps = await resolveText(RED, node, message, 'steps', { value: config.steps, type: config.stepsType });
  if (steps === undefined) throw new NodeFault('no-steps', 'no steps: write for example "wait 2 wait 1"');
  return { steps, ...common };
}

/** What it must look like the gateway knows; here it only becomes an object. */
async function callFlow(
  RED: NodeAPI,
  node: Node,
  message: Message,
  { flow, flowType }: IvrNavigateDef,
): Promise<unknown> {
  if (flow === undefined || flow.trim() === '') return undefined;
  const value = await resolveTyped(RED, node, message, 'call flow', { value: flow, type: flowType ?? 'json' });
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw new NodeFault(
      'bad-flow',
      'call flow: that is not JSON; get one by msg.action "export-flow", or leave it empty',
    );
  }
}

/** A list of texts, or one text with a blank line between two prompts. */
function menuTexts(value: unknown): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value)
    ? value
    : typeof value === 'string'
      ? value.split(/\n\s*\n/)
      : [];
  if (texts.some((text) => typeof text !== 'string')) {
    throw new NodeFault('bad-input', 'menus: expected a list of texts');
  }
  return (texts as readonly string[]).map((text) => text.trim()).filter((text) => text !== '');
}

function navigateBadge(call: CallSnapshot, report: JobReport | undefined, t: Translate): Badge {
  if (report?.output === 'failed') return { fill: 'red', shape: 'ring', text: failureInWords(report) };
  if (isOver(call)) return endedBadge(call, t);
  if (report?.output === 'reached') return { fill: 'green', shape: 'dot', text: t('reached') };
  // Until something else happens: only a person can say what the menu wants to know.
  if (report?.output === 'ask-user') return { fill: 'yellow', shape: 'ring', text: t('needs-you') };
  if (report?.topic === 'ivr/pressed') {
    return { fill: 'blue', shape: 'dot', text: t('pressed', { keys: String(report.payload) }) };
  }
  if (report?.topic === 'ivr/said')
    return { fill: 'blue', shape: 'dot', text: t('said', { text: String(report.payload) }) };
  return { fill: 'blue', shape: 'dot', text: t('listening') };
}

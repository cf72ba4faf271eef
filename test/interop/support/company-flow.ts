import type { FlowNode } from '../../support/node-red-process';
import { injector, tap } from './tapped-node-red';

export interface FlowAccount {
  /** Account of the company's Asterisk; also the id prefix of the nodes made for it. */
  readonly account: string;
  readonly sipPort: number;
  readonly transport?: 'udp' | 'tcp' | 'tls';
  readonly tlsCa?: string;
  readonly register?: boolean;
}

export interface CompanyFlow {
  readonly nodes: readonly FlowNode[];
  readonly credentials: Readonly<Record<string, unknown>>;
}

/**
 * What a user wires: sip-call -> ivr-navigate (when msg.steps is set) -> hold-detect -> connect-user (msg.device), with
 * every output tapped. `msg.plan` says where the call goes once it is answered: "navigate" (fixed steps), "listen" (by
 * msg.goal, transcribed beside it), "hold", "connect" or "none".
 */
export function companyFlow({ account, sipPort, transport, tlsCa, register }: FlowAccount): CompanyFlow {
  const z = `tab-${account}`;
  const id = (name: string): string => `${account}-${name}`;
  const taps = (name: string): string[][] => [0, 1, 2].map((port) => [id(`tap-${name}-${port}`)]);
  const tapNodes = ['call', 'navigate', 'listen', 'transcribe', 'hold', 'connect'].flatMap((name) =>
    [0, 1, 2].map((port) => tap(id(`tap-${name}-${port}`), z, name, port)),
  );
  const place = (x: number): { z: string; x: number; y: number } => ({ z, x, y: 200 });
  const wired = (name: string, port: number, next: string): string[][] => {
    const wires = taps(name);
    wires[port]!.push(next);
    return wires;
  };
  const callId = { callId: 'call.id', callIdType: 'msg' };
  return {
    credentials: { [id('gateway')]: { password: 'secret', secrets: 'account = 4711815' } },
    nodes: [
      { id: z, type: 'tab', label: account },
      {
        id: id('gateway'),
        type: 'sip-gateway',
        name: account,
        user: account,
        domain: `127.0.0.1:${transport === 'tls' ? sipPort + 1 : sipPort}`,
        transport: transport ?? 'udp',
        register: register ?? false,
        bindAddress: '127.0.0.1',
        tlsCa: tlsCa ?? '',
        devices: [{ name: 'my phone', address: '700' }],
        country: 'US',
        maxCallsPerHour: 500,
      },
      injector(id('inject'), z, [id('call')]),
      {
        id: id('call'),
        type: 'sip-call',
        gateway: id('gateway'),
        ...{ to: 'to', toType: 'msg', goal: 'goal', goalType: 'msg' },
        answerTimeoutSeconds: '15',
        ...place(300),
        wires: wired('call', 0, id('route')),
      },
      {
        id: id('route'),
        type: 'switch',
        property: 'plan',
        propertyType: 'msg',
        rules: ['navigate', 'hold', 'connect', 'listen'].map((v) => ({ t: 'eq', v, vt: 'str' })),
        checkall: 'true',
        outputs: 4,
        ...place(450),
        wires: [[id('navigate')], [id('hold')], [id('connect')], [id('listen'), id('transcribe')]],
      },
      {
        id: id('navigate'),
        type: 'ivr-navigate',
        ...callId,
        ...{ mode: 'steps', steps: 'steps', stepsType: 'msg', menus: '', menusType: 'msg', goal: '', goalType: 'str' },
        timeoutSeconds: '90',
        ...place(600),
        wires: wired('navigate', 0, id('hold')),
      },
      {
        id: id('listen'),
        type: 'ivr-navigate',
        ...callId,
        ...{ mode: 'listen', goal: '', goalType: 'str', askModel: 'never', useFlow: true, flow: '', flowType: 'json' },
        ...{ steps: '', stepsType: 'str', menus: '', menusType: 'str' },
        timeoutSeconds: '120',
        ...place(600),
        wires: wired('listen', 0, id('hold')),
      },
      { id: id('transcribe'), type: 'transcribe', ...callId, partials: true, ...place(600), wires: taps('transcribe') },
      {
        id: id('hold'),
        type: 'hold-detect',
        ...callId,
        sensitivity: 'balanced',
        maxHoldMinutes: '5',
        ...place(750),
        wires: wired('hold', 0, id('connect')),
      },
      {
        id: id('connect'),
        type: 'connect-user',
        ...callId,
        device: 'device',
        deviceType: 'msg',
        ringSeconds: '6',
        ...place(900),
        wires: taps('connect'),
      },
      // Commands (msg.action) go into the same sip-call node.
      ...tapNodes,
    ],
  };
}

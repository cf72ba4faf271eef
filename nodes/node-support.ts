/** The few lines every node shares: typed inputs, finding the call, the message out, one error path. */
import path from 'node:path';
import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import type { CallSnapshot, JobReport, Refusal } from '../lib/gateway/gateway.types';
import type { Logger } from '../lib/logger';
import type { GatewayPort } from './gateway-port';
import { house } from './house';

export type Message = NodeMessageInFlow & Record<string, unknown>;

/** A field of the edit dialog with a type selector: a literal, or where to read the value from. */
export interface TypedField {
  readonly value: string;
  readonly type: string;
}

/** A fault on its way to a Catch node; `code` is what a Switch node may route on (`msg.error.code` stays readable). */
export class NodeFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'NodeFault';
    this.code = code;
  }

  /** Node-RED puts this into msg.error.message; the person at the editor has no use for the class. */
  override toString(): string {
    return this.message;
  }
}

export function refused(refusal: Refusal): NodeFault {
  return new NodeFault(refusal.code, refusal.message);
}

/** The value of a typed input for this message. Rejects when it cannot be evaluated (a bad JSONata expression). */
export function resolveTyped(
  RED: NodeAPI,
  node: Node,
  message: Message,
  name: string,
  field: TypedField,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown): void => reject(new NodeFault('bad-input', badInput(name, field, thrown)));
    try {
      RED.util.evaluateNodeProperty(field.value, field.type, node, message, (error: Error | null, value: unknown) => {
        // msg.call.id of a message without msg.call is nothing, not a fault.
        if (error instanceof TypeError && field.type === 'msg') resolve(undefined);
        else if (error) fail(error);
        else resolve(value);
      });
    } catch (thrown) {
      // What cannot even be read (an unclosed bracket) is thrown at once.
      fail(thrown);
    }
  });
}

/** JSONata throws plain objects, which are no Error and have a message all the same. */
function badInput(name: string, { value, type }: TypedField, thrown: unknown): string {
  const said = (thrown as { readonly message?: unknown } | null)?.message;
  const why = typeof said === 'string' ? said : String(thrown);
  return type === 'jsonata'
    ? `${name}: the expression "${value}" is wrong: ${why}`
    : `${name}: ${type} ${value}: ${why}`;
}

/** A typed input as text; numbers count as text, nothing at all is undefined. Anything else is a mistake worth saying. */
export async function resolveText(
  RED: NodeAPI,
  node: Node,
  message: Message,
  name: string,
  field: TypedField,
): Promise<string | undefined> {
  return textOf(name, await resolveTyped(RED, node, message, name, field));
}

/** What resolveText makes of a value. */
export function textOf(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') {
    throw new NodeFault('bad-input', `${name}: expected text, got ${Array.isArray(value) ? 'a list' : typeof value}`);
  }
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** How long a phone may ring, ours or theirs. */
export const LONGEST_RING_SECONDS = 600;
/** How long a call, or the wait on hold in it, may take. */
export const LONGEST_CALL_MINUTES = 24 * 60;

/** A duration typed into a dialog, in the dialog's unit: empty means "leave it to the gateway". */
export function optionalDuration(
  name: string,
  value: unknown,
  longest: number,
  unit: 'seconds' | 'minutes',
): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = Number(value);
  if (!(number > 0 && number <= longest)) {
    const got = JSON.stringify(value);
    throw new NodeFault('bad-input', `${name}: expected more than 0 and at most ${longest} ${unit}, got ${got}`);
  }
  return number;
}

/** The call a message speaks of: by the id this field gives, and by nothing else. */
export async function findCall(
  RED: NodeAPI,
  node: Node,
  message: Message,
  field: TypedField,
): Promise<{ readonly callId: string; readonly gateway: GatewayPort }> {
  const callId = await resolveText(RED, node, message, 'call id', field);
  if (callId === undefined) {
    const where = field.type === 'str' ? 'the call id is empty' : `${field.type}.${field.value} is missing`;
    const next = field.type === 'msg' ? '; wire this node behind *answered* of sip call, or keep msg.call' : '';
    throw new NodeFault('no-call', `no call: ${where}${next}`);
  }
  const gateway = house.gateways.findGatewayOfCall(callId);
  if (!gateway) throw new NodeFault('no-call', `no call with this id: not known, or ended some time ago (${callId})`);
  return { callId, gateway };
}

/** What only this process can hold (an HTTP request waiting for its response): never part of a stored input. */
export interface LiveProperties {
  readonly req?: unknown;
  readonly res?: unknown;
}

export function liveProperties(message: Message): LiveProperties {
  return {
    ...('req' in message ? { req: message.req } : {}),
    ...('res' in message ? { res: message.res } : {}),
  };
}

/** The input as it is kept with the job: a clone nobody downstream can touch, without live objects. */
export function storedInput(RED: NodeAPI, message: Message): Record<string, unknown> {
  const plain: Record<string, unknown> = { ...message };
  delete plain.req;
  delete plain.res;
  return RED.util.cloneMessage(plain);
}

/** A fresh message for one report; nothing in it is shared with another message or with the gateway. */
export function messageOut(
  RED: NodeAPI,
  report: Pick<JobReport, 'input' | 'topic' | 'payload' | 'call' | 'details'>,
  live: LiveProperties,
  detailsAs?: string,
): NodeMessage {
  const { topic, payload, call, details } = report;
  // What the event replaces is not cloned first: an input's payload may be megabytes, and a call reports for hours.
  const event = {
    ...report.input,
    topic,
    payload,
    call,
    ...(detailsAs === undefined || details === undefined ? {} : { [detailsAs]: details }),
  };
  return { ...(RED.util.cloneMessage(event) as Record<string, unknown>), ...live };
}

/** An Error whatever was thrown, so that done(error) always says something to a Catch node. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** "no-answer" as a person writes it. */
export function inWords(reason: string): string {
  return reason.replaceAll('-', ' ');
}

/** Why a job failed, in few words: its reason when it has one, else the event itself ("hold/timeout"). */
export function failureInWords(report: JobReport): string {
  return inWords(typeof report.payload === 'string' ? report.payload : report.topic.replace(/^.*\//, ''));
}

/** Seconds as 0:07, 12:03 or 1:02:03. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (part: number): string => String(part).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function isOver(call: CallSnapshot): boolean {
  return call.state === 'ended';
}

/** Where a person keeps the files of Node-RED; undefined in a program that has none. */
export function userDirectory(RED: NodeAPI): string | undefined {
  return (RED.settings as { userDir?: string }).userDir;
}

/** A path typed into a dialog: a relative one starts at the user directory. */
export function pathFromUserDirectory(RED: NodeAPI, file: string): string {
  return path.resolve(userDirectory(RED) ?? process.cwd(), file);
}

/** lib/'s log in the words and levels of Node-RED, under the node's name. */
export function nodeLogger(node: Node): Logger {
  return {
    debug: (text) => node.debug(text),
    info: (text) => node.log(text),
    warn: (text) => node.warn(text),
    error: (text) => node.error(text),
  };
}

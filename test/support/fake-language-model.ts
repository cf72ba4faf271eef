/** A language model's server on loopback that speaks OpenAI's and Anthropic's protocols, as well or badly as a test says. */
import type { ServerResponse } from 'node:http';
import { FakeHttp, json, type HttpRequest } from './speech-fake-http';

export interface FakeToolCall {
  readonly name: string;
  /** OpenAI writes a string of JSON; what is no string here is sent as it is, as some local servers do. */
  readonly arguments: unknown;
}

export type FakeBehaviour =
  | { readonly kind: 'call'; readonly calls: readonly FakeToolCall[]; readonly text?: string }
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message: string;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'raw'; readonly body: string; readonly contentType?: string; readonly status?: number }
  /** The head comes, the body never ends. */
  | { readonly kind: 'drip' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'close' }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'late'; readonly afterMs: number; readonly then: FakeBehaviour };

interface WireTool {
  readonly name: string;
  readonly parameters?: WireSchema;
  readonly input_schema?: WireSchema;
}

interface WireSchema {
  readonly properties: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
}

/** What is read of either protocol's request. */
interface WireBody extends Readonly<Record<string, unknown>> {
  readonly system?: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly tools?: readonly (WireTool & { readonly function?: WireTool })[];
}

/** What the server was asked. */
export interface Asked {
  readonly protocol: 'openai' | 'anthropic';
  readonly path: string;
  readonly headers: HttpRequest['headers'];
  readonly body: WireBody;
  readonly system: string;
  readonly user: string;
  readonly tools: readonly string[];
  /** Keys in the enum of `press`; empty without that tool. */
  readonly keys: readonly string[];
}

export const press = (digits: unknown, why = 'it serves the goal', confidence: unknown = 0.9): FakeBehaviour => ({
  kind: 'call',
  calls: [{ name: 'press', arguments: JSON.stringify({ digits, why, confidence }) }],
});

export class FakeLanguageModel {
  readonly asked: Asked[] = [];
  /** Questions whose askers left before the answer was complete. */
  dropped = 0;
  /** Answers every question; a list answers one after the other, its last entry for all that follow. */
  behave: FakeBehaviour | readonly FakeBehaviour[] | ((asked: Asked) => FakeBehaviour) = press('1');
  readonly #http = new FakeHttp();
  readonly #timers = new Set<NodeJS.Timeout>();

  /** Base URL without `/v1`. */
  async listen(): Promise<string> {
    this.#http.answer = (request, response) => this.#answer(request, response);
    return this.#http.listen();
  }

  async close(): Promise<void> {
    this.#timers.forEach((timer) => clearTimeout(timer));
    await this.#http.close();
  }

  #answer(request: HttpRequest, response: ServerResponse): void {
    const protocol = request.path === '/v1/messages' ? 'anthropic' : 'openai';
    if (request.method !== 'POST' || !['/v1/messages', '/v1/chat/completions'].includes(request.path)) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
      return;
    }
    const asked = readAsked(protocol, request);
    this.asked.push(asked);
    response.on('close', () => {
      if (!response.writableEnded) this.dropped++;
    });
    const { behave } = this;
    const behaviour =
      typeof behave === 'function'
        ? behave(asked)
        : isList(behave)
          ? behave[Math.min(this.asked.length, behave.length) - 1]!
          : behave;
    this.#carryOut(behaviour, asked, response);
  }

  #carryOut(behaviour: FakeBehaviour, asked: Asked, response: ServerResponse): void {
    switch (behaviour.kind) {
      case 'call':
      case 'text':
        json(response, 200, asked.protocol === 'openai' ? completion(behaviour) : message(behaviour));
        break;
      case 'status': {
        const { status, message: said, headers = {} } = behaviour;
        for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
        const openAi = { error: { message: said, type: 'invalid_request_error', param: null, code: null } };
        const anthropic = { type: 'error', error: { type: 'api_error', message: said } };
        json(response, status, asked.protocol === 'openai' ? openAi : anthropic);
        break;
      }
      case 'raw':
        response.writeHead(behaviour.status ?? 200, { 'content-type': behaviour.contentType ?? 'application/json' });
        response.end(behaviour.body);
        break;
      case 'drip':
        response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices": [');
        break;
      case 'hang':
        break;
      case 'close':
        response.socket!.destroy();
        break;
      case 'redirect':
        response.writeHead(307, { location: behaviour.to }).end();
        break;
      case 'late': {
        const timer = setTimeout(() => {
          this.#timers.delete(timer);
          this.#carryOut(behaviour.then, asked, response);
        }, behaviour.afterMs);
        this.#timers.add(timer);
        break;
      }
    }
  }
}

const isList = (value: FakeBehaviour | readonly FakeBehaviour[]): value is readonly FakeBehaviour[] =>
  Array.isArray(value);

function readAsked(protocol: Asked['protocol'], { path, headers, body: bytes }: HttpRequest): Asked {
  const body = JSON.parse(bytes.toString('utf8')) as WireBody;
  const tools = (body.tools ?? []).map((tool) => tool.function ?? tool);
  const pressTool = tools.find(({ name }) => name === 'press');
  const schema = pressTool?.parameters ?? pressTool?.input_schema;
  return {
    protocol,
    path,
    headers,
    body,
    system: body.system ?? body.messages[0]!.content,
    user: body.messages.at(-1)!.content,
    tools: tools.map(({ name }) => name),
    keys: schema?.properties.digits?.enum ?? [],
  };
}

type Answer = Extract<FakeBehaviour, { kind: 'call' | 'text' }>;

function completion(answer: Answer): unknown {
  const calls = answer.kind === 'call' ? answer.calls : [];
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'fake',
    choices: [
      {
        index: 0,
        finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
        message: {
          role: 'assistant',
          content: answer.text ?? null,
          ...(calls.length === 0
            ? {}
            : { tool_calls: calls.map((call, at) => ({ id: `call_${at}`, type: 'function', function: call })) }),
        },
      },
    ],
    usage: { prompt_tokens: 700, completion_tokens: 40, total_tokens: 740 },
  };
}

function message(answer: Answer): unknown {
  const calls = answer.kind === 'call' ? answer.calls : [];
  const input = (given: unknown): unknown => (typeof given === 'string' ? JSON.parse(given) : given);
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'fake',
    content: [
      ...(answer.text === undefined ? [] : [{ type: 'text', text: answer.text }]),
      ...calls.map((call, at) => ({
        type: 'tool_use',
        id: `toolu_${at}`,
        name: call.name,
        input: input(call.arguments),
      })),
    ],
    stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn',
    usage: { input_tokens: 700, output_tokens: 40 },
  };
}

/** Reads which tools a model called, however it wrote them down: as calls, as JSON among prose, or in words. */
import { wordTable } from '../lexicon/word-table';
import { DIGIT_WORDS } from '../lexicon/grammar';
import type { ChatReply } from './language-model.types';
import { TOOL_NAMES, type ToolName } from './tools';

export interface ToolCall {
  readonly tool: ToolName;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** How it was written; words are the weakest sign. */
  readonly source: 'call' | 'json' | 'words';
}

/** More than any answer needs; what follows is not looked at. */
const MAX_TEXT_LENGTH = 8000;
const MAX_CALLS = 8;
const MAX_JSON_STARTS = 24;

const ALIASES = wordTable<ToolName>({
  press_key: 'press',
  press_digit: 'press',
  press_digits: 'press',
  press_button: 'press',
  send_dtmf: 'press',
  dtmf: 'press',
  dial: 'press',
  speak: 'say',
  enter: 'enter_secret',
  enter_fact: 'enter_secret',
  hold: 'hold_detected',
  on_hold: 'hold_detected',
  human: 'human_detected',
  connect: 'human_detected',
  ask: 'ask_user',
  ask_caller: 'ask_user',
  hangup: 'give_up',
  hang_up: 'give_up',
});

/** In the order in which the model gave them; none when nothing in the reply is a call of a tool that exists. */
export function readToolCalls(reply: Pick<ChatReply, 'toolCalls' | 'text'>): readonly ToolCall[] {
  const calls: ToolCall[] = [];
  for (const { name, arguments: given } of reply.toolCalls.slice(0, MAX_CALLS)) {
    const tool = toolOf(name);
    if (tool !== undefined) calls.push({ tool, arguments: argumentsOf(tool, given), source: 'call' });
  }
  if (calls.length > 0) return calls;
  const text = withoutThinking(reply.text.slice(0, MAX_TEXT_LENGTH));
  for (const found of jsonIn(text)) calls.push(...callsIn(found));
  if (calls.length === 0) calls.push(...pythonCalls(text));
  if (calls.length === 0) calls.push(...words(text));
  return calls.slice(0, MAX_CALLS);
}

function toolOf(name: unknown): ToolName | undefined {
  if (typeof name !== 'string') return undefined;
  const plain = name
    .trim()
    .slice(0, 64)
    .replace(/^(functions?|tools?|default_api)[.:/]/i, '')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z]+/g, '_')
    .replace(/^_|_$/g, '');
  return TOOL_NAMES.find((tool) => tool === plain) ?? ALIASES[plain];
}

/** The argument that matters, for models that give it alone. */
const MAIN_ARGUMENT: Readonly<Partial<Record<ToolName, string>>> = {
  press: 'digits',
  say: 'text',
  enter_secret: 'name',
  give_up: 'reason',
};

function argumentsOf(tool: ToolName, given: unknown, depth = 0): Readonly<Record<string, unknown>> {
  if (isRecord(given)) {
    const inner = given.arguments ?? given.parameters;
    return isRecord(inner) && depth < 2 ? { ...given, ...inner } : given;
  }
  if (typeof given === 'string' && depth < 2) {
    const text = given.slice(0, MAX_TEXT_LENGTH);
    const parsed = parseJson(unfenced(text));
    if (parsed !== undefined && typeof parsed !== 'number') return argumentsOf(tool, parsed, depth + 1);
    const found = [...jsonIn(text)].find(isRecord);
    if (found !== undefined) return found;
    return main(tool, text);
  }
  if (Array.isArray(given) && depth < 2) return argumentsOf(tool, given[0], depth + 1);
  return typeof given === 'number' || typeof given === 'string' ? main(tool, given) : {};
}

function main(tool: ToolName, value: string | number): Readonly<Record<string, unknown>> {
  const name = MAIN_ARGUMENT[tool];
  return name === undefined ? { why: String(value) } : { [name]: value };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One that was not ended was cut off while thinking: no answer follows. */
const withoutThinking = (text: string): string =>
  text
    .replace(/<(think|thinking|reasoning)>[\s\S]*?<\/\1>/gi, ' ')
    .replace(/^[\s\S]*<\/(think|thinking|reasoning)>/i, ' ')
    .replace(/<(think|thinking|reasoning)>[\s\S]*$/i, ' ');

const unfenced = (text: string): string =>
  text
    .trim()
    .replace(/^```[a-z]*\s*/i, '')
    .replace(/```$/, '')
    .trim();

function parseJson(text: string): unknown {
  for (const attempt of [text, mended(text)]) {
    try {
      return JSON.parse(attempt) as unknown;
    } catch {
      // The next attempt, or not JSON at all.
    }
  }
  return undefined;
}

/** As small models write it: Python's quotes and words, a comma too many. */
function mended(text: string): string {
  const quoted = text.includes('"')
    ? text
    : text.replace(/'((?:[^'\\\n]|'(?=[a-z]))*)'/g, (_, inner: string) => JSON.stringify(inner));
  return quoted
    .replace(/,\s*([}\]])/g, '$1')
    .replace(/:\s*None\b/g, ': null')
    .replace(/([{,]\s*)([a-z_]+)\s*:/gi, '$1"$2":');
}

/** Objects and lists anywhere in a text. */
function* jsonIn(text: string): Generator {
  let from = 0;
  for (let starts = 0; starts < MAX_JSON_STARTS; starts++) {
    const offset = text.slice(from).search(/[{[]/);
    if (offset < 0) return;
    const at = from + offset;
    const end = closingOf(text, at);
    const parsed = end === undefined ? undefined : parseJson(text.slice(at, end));
    if (parsed === undefined) {
      from = at + 1;
    } else {
      yield parsed;
      from = end!;
    }
  }
}

/** Behind the bracket that closes the one at `at`. */
function closingOf(text: string, at: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let index = at; index < text.length; index++) {
    const character = text[index]!;
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return index + 1;
  }
  return undefined;
}

const NAME_KEYS = ['tool', 'name', 'function', 'function_name', 'tool_name', 'action', 'recipient_name'];

/** A call, a list of them, or an answer of the API copied into the text. */
function callsIn(value: unknown, depth = 0): ToolCall[] {
  if (depth > 3) return [];
  if (Array.isArray(value)) return value.slice(0, MAX_CALLS).flatMap((each) => callsIn(each, depth + 1));
  if (!isRecord(value)) return [];
  if (Array.isArray(value.tool_calls)) return callsIn(value.tool_calls, depth + 1);
  if (isRecord(value.function)) return callsIn(value.function, depth + 1);
  for (const key of NAME_KEYS) {
    const tool = toolOf(value[key]);
    if (tool === undefined) continue;
    const given = value.arguments ?? value.parameters ?? value.args ?? value.input ?? value;
    return [{ tool, arguments: argumentsOf(tool, given), source: 'json' }];
  }
  for (const [key, given] of Object.entries(value).slice(0, MAX_CALLS)) {
    const tool = toolOf(key);
    if (tool !== undefined) {
      return [{ tool, arguments: { ...value, ...argumentsOf(tool, given) }, source: 'json' }];
    }
  }
  return 'digits' in value || 'digit' in value ? [{ tool: 'press', arguments: value, source: 'json' }] : [];
}

/** `press(digits="2", why="billing")`, as Llama writes it. */
function pythonCalls(text: string): ToolCall[] {
  const calls: ToolCall[] = [];
  for (const match of text.matchAll(/\b([a-z_]{3,20})\(([^()\n]{0,300})\)/gi)) {
    const tool = toolOf(match[1]);
    if (tool === undefined) continue;
    const given: Record<string, unknown> = {};
    for (const [, key, double, single, bare] of match[2]!.matchAll(
      /\b([a-z_]{1,20})\s*=\s*(?:"([^"]{0,200})"|'([^']{0,200})'|([^,\s]{1,40}))/gi,
    )) {
      given[key!] = double ?? single ?? bare;
    }
    const alone = match[2]!.trim().replace(/^["']|["']$/g, '');
    const empty = Object.keys(given).length === 0 && alone !== '';
    calls.push({ tool, arguments: empty ? main(tool, alone) : given, source: 'json' });
    if (calls.length === MAX_CALLS) break;
  }
  return calls;
}

const KEY_IN_WORDS = `[0-9]{1,2}|[*#]|${Object.keys(DIGIT_WORDS).join('|')}`;
const PRESS_IN_WORDS = new RegExp(
  String.raw`\b(?:press(?:ing)?|dial(?:ing)?|choose|choosing|select(?:ing)?|option|key)\b(?:[\s:*"'\x60_]|key|number|option|digit|button|the)*(${KEY_IN_WORDS})(?![\w])`,
  'gi',
);
const NEGATED = /\b(not|never|don.?t|cannot|avoid|instead of|rather than)\b[^.!?]{0,30}$/i;
/** Said of the model's own choice, not of the menu that it repeats. */
const OWN_CHOICE =
  /(\b(i|we|you|caller|user)( would| will| should|.ll|.d)?|\b(should|answer|action|choice|therefore|so|best|going to|let.?s)\b[\s:*]*(is|to|is to)?)[\s:*]*$/i;

/** "I would press 2": counts only when one key is named, and not to warn of it. */
function words(text: string): ToolCall[] {
  const named = new Set<string>();
  const chosen = new Set<string>();
  for (const match of text.matchAll(PRESS_IN_WORDS)) {
    const before = text.slice(Math.max(0, match.index - 60), match.index);
    if (NEGATED.test(before)) continue;
    const word = match[1]!.toLowerCase();
    const key = DIGIT_WORDS[word] ?? word;
    named.add(key);
    if (OWN_CHOICE.test(before)) chosen.add(key);
  }
  const keys = chosen.size > 0 ? chosen : named;
  if (keys.size !== 1) return [];
  return [{ tool: 'press', arguments: { digits: [...keys][0]!, why: text.slice(0, 400) }, source: 'words' }];
}

/** Reads the file of menus that `hold-slayer navigate` walks, and says in words what is wrong with it. */
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';

const MENUS = z.object({
  menus: z.array(
    z.object({
      id: z.string(),
      prompt: z.string(),
      asr: z.string().optional(),
      cases: z.array(z.object({ intent: z.string(), facts: z.record(z.string(), z.string()).optional() })),
    }),
  ),
});

export type Menu = z.output<typeof MENUS>['menus'][number];

export type MenusRead =
  | { readonly ok: true; readonly menus: readonly Menu[] }
  /** `unreadable`: nothing can be said of what is in it. */
  | { readonly ok: false; readonly unreadable: boolean; readonly message: string };

const LARGEST_BYTES = 64 * 1024 * 1024;
/** Of a file with a mistake in every line. */
const MOST_PROBLEMS = 5;

/** At least one menu with at least one case, or what is wrong; a problem with its place, such as `menu 3 ("billing")`. */
export async function readMenus(path: string): Promise<MenusRead> {
  let raw: unknown;
  try {
    const { size } = await stat(path);
    if (size > LARGEST_BYTES) return wrong(`is too large: ${LARGEST_BYTES / 1024 / 1024} MB at most`);
    raw = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    return { ok: false, unreadable: true, message: inWordsOfReader(error) };
  }
  const parsed = MENUS.safeParse(raw);
  if (!parsed.success) {
    const problems = [...new Set(parsed.error.issues.map((issue) => inWords(issue, raw)))];
    const more = problems.length - MOST_PROBLEMS;
    const list = [...problems.slice(0, MOST_PROBLEMS), ...(more > 0 ? [`and ${more} more`] : [])];
    return wrong(`is not a file of menus (hold-slayer navigate --help shows one): ${list.join('; ')}`);
  }
  const { menus } = parsed.data;
  if (menus.length === 0) return wrong('there are no menus in it: the list "menus" is empty');
  if (menus.every(({ cases }) => cases.length === 0)) {
    return wrong('there is nothing to decide: none of its menus has a case, what a call is for');
  }
  return { ok: true, menus };
}

const wrong = (message: string): MenusRead => ({ ok: false, unreadable: false, message });

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  string: 'text',
  record: 'texts',
};

function inWords(issue: z.core.$ZodIssue, raw: unknown): string {
  const expected = issue.code === 'invalid_type' ? (KINDS[issue.expected] ?? issue.expected) : 'something else';
  const found = issue.path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    raw,
  );
  if (issue.path.length === 0) return `it must be ${expected} with a list "menus"`;
  return `${placeOf(issue.path, raw)} ${found === undefined ? 'is missing' : `must be ${expected}`}`;
}

/** `menus.2.cases.0.intent` as a person counts: menu 3 ("billing"), case 1: "intent". */
function placeOf(path: readonly PropertyKey[], raw: unknown): string {
  const [, menu, ...rest] = path;
  if (menu === undefined) return '"menus"';
  const id = (raw as { menus: readonly { id?: unknown }[] }).menus[Number(menu)]?.id;
  const places = [`menu ${Number(menu) + 1}${typeof id === 'string' ? ` ("${id.slice(0, 60)}")` : ''}`];
  if (rest[0] === 'cases' && rest[1] !== undefined) {
    rest.shift();
    places.push(`case ${Number(rest.shift()) + 1}`);
  }
  const field = rest.map(String).join('.');
  return field === '' ? places.join(', ') : `${places.join(', ')}: "${field}"`;
}

function inWordsOfReader(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder; name a file of menus';
  if (code === 'EACCES') return 'may not be read';
  return error instanceof SyntaxError ? `not JSON: ${message}` : message;
}

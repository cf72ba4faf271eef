/** References to secrets by name, `{{secret:account}}`: found and filled here, and written out nowhere else (DESIGN law 8). */

/** A secret's name: letters, digits, `_`, `-` and `.`, starting with a letter. */
const REFERENCE = /\{\{\s*secret:\s*([A-Za-z][\w.-]{0,63})\s*\}\}/g;

export const secretReference = (name: string): string => `{{secret:${name}}}`;

/** Names of all secrets that a text refers to, each once, in order. */
export function secretNames(text: string): readonly string[] {
  return [...new Set([...text.matchAll(REFERENCE)].map((match) => match[1]!))];
}

/** The other way round: values that got into a text, by whatever way, become references again. */
export function hideSecrets(text: string, secrets: Readonly<Record<string, string>>): string {
  // One or two characters are a menu key as likely as a secret.
  const known = Object.entries(secrets).filter(([, value]) => value.length > 2);
  if (known.length === 0) return text;
  const names = new Map<string, string>();
  for (const [name, value] of known) if (!names.has(value.toLowerCase())) names.set(value.toLowerCase(), name);
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length).map(escapeForPattern);
  // In one pass, and past references that stand there already: a value may be a part of one.
  const wanted = new RegExp([REFERENCE.source, ...longestFirst].join('|'), 'gi');
  return text.replace(wanted, (found: string) => {
    const name = names.get(found.toLowerCase());
    return name === undefined ? found : secretReference(name);
  });
}

const escapeForPattern = (value: string): string => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export type SecretsFilled =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly missing: readonly string[] };

/** Puts values in place of references. The result is for the wire only: never log, caption or store it. */
export function fillSecrets(text: string, valueOf: (name: string) => string | undefined): SecretsFilled {
  const missing = secretNames(text).filter((name) => valueOf(name) === undefined);
  if (missing.length > 0) return { ok: false, missing };
  return { ok: true, text: text.replace(REFERENCE, (_, name: string) => valueOf(name)!) };
}

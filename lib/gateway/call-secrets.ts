/**
 * Which secrets one call may fill in: those of everybody, and those of the companies it is tagged with. The account
 * number of one company is nothing to the next, and a flow that somebody shared must not get it.
 */
import { maskSecrets } from '../ivr/mask-secrets';
import { fillSecrets } from '../ivr/secret-reference';
import type { SecretsFilled } from '../ivr/secret-reference';
import type { Refusal } from './gateway.types';
import { refusal } from './refusal';

export type Secrets = Readonly<Record<string, string>>;

/** Values of other companies are masked, too, when they are long enough to be nothing else. */
const UNMISTAKABLE_LENGTH = 6;

export class CallSecrets {
  readonly #tags: readonly string[];
  readonly #all = new Map<string, string>();

  constructor(tags: readonly string[], secrets: Secrets = {}) {
    this.#tags = tags;
    this.add(secrets);
  }

  /** All that the user has, whoever they are for; a later value takes the place of an earlier one. */
  add(secrets: Secrets): void {
    for (const [name, value] of Object.entries(secrets)) this.#all.set(name, value);
  }

  /**
   * Those that a menu may ask for by what they are. One named `acme.pin` is the `pin` of calls tagged `acme`, and goes
   * before a plain `pin` there.
   */
  get facts(): Secrets {
    const facts: Record<string, string> = {};
    for (const [name, value] of this.#all) if (!name.includes('.')) facts[name] = value;
    for (const tag of this.#tags) {
      for (const [name, value] of this.#all) if (isOf(tag, name)) facts[name.slice(tag.length + 1)] = value;
    }
    return facts;
  }

  /** Facts, and the secrets of this call's companies by their whole names. */
  get own(): Secrets {
    const whole = [...this.#all].filter(([name]) => this.#tags.some((tag) => isOf(tag, name)));
    return { ...this.facts, ...Object.fromEntries(whole) };
  }

  /** What must not be written down when somebody speaks it. */
  get toMask(): readonly string[] {
    const others = [...this.#all.values()].filter((value) => value.length >= UNMISTAKABLE_LENGTH);
    return [...new Set([...Object.values(this.own), ...others])];
  }

  /** For the wire only. */
  fill(text: string): SecretsFilled {
    const { own } = this;
    return fillSecrets(text, (name) => (Object.hasOwn(own, name) ? own[name] : undefined));
  }

  /** Whether a text tells one of them, in whatever writing; one or two characters tell nothing. */
  areToldBy(text: string): boolean {
    return maskSecrets(text, this.toMask) !== text;
  }

  /** Why these names cannot be filled in, and what to do. */
  whyMissing(names: readonly string[]): string {
    const tagged = this.#tags.length === 0 ? 'has no tags' : `is tagged ${this.#tags.join(', ')}`;
    const sentences = names.map((name) => {
      if (!this.#all.has(name)) return `There is no secret named ${name}.`;
      const tag = name.slice(0, name.indexOf('.'));
      return `The secret ${name} is for calls tagged "${tag}" only, and this call ${tagged}: add the tag "${tag}" where it is placed.`;
    });
    return sentences.join(' ');
  }

  /** Null: none of these names belongs to a company that this call is not tagged with. */
  refuseOthers(names: readonly string[]): Refusal | null {
    const { own } = this;
    const others = names.filter((name) => this.#all.has(name) && !Object.hasOwn(own, name));
    return others.length === 0 ? null : refusal('no-secret', this.whyMissing(others));
  }
}

const isOf = (tag: string, name: string): boolean => name.toLowerCase().startsWith(`${tag.toLowerCase()}.`);

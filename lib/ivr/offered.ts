/** Whether what a language model wants may be done at all: nothing is pressed that the company did not offer. */
import type { Decision, Facts } from './decision.types';
import { understand } from './understand';

const MAX_SAYING = 80;

export function isOffered(decision: Decision, text: string, facts: Facts, tried: readonly string[]): boolean {
  const { options } = understand(text);
  const keyed = options.filter(({ keys }) => keys !== '');
  switch (decision.action) {
    case 'press': {
      const { digits } = decision;
      if (tried.includes(digits)) return false;
      return keyed.some(({ keys }) => keys === digits) || (digits !== '' && digits === facts.extension);
    }
    case 'enter':
      return Object.hasOwn(facts, decision.field) && /^[#*]?$/.test(decision.terminator);
    case 'say':
      return decision.text.trim() !== '' && decision.text.length <= MAX_SAYING && !tried.includes(decision.text);
    case 'hangup':
    case 'connect':
      // Whoever offers keys is neither closed nor a person.
      return keyed.length === 0;
    case 'ask_user':
    case 'wait':
      return true;
  }
}

import type { MenuQuestion } from '../../../../lib/ivr/menu-question';
import { offerOf, type Offer } from '../../../../lib/ivr/language-model/offer';

export const MENU = 'For sales, press 1. For billing, press 2. To speak with an operator, press 0.';

export const question = (prompt: string, more: Partial<MenuQuestion> = {}): MenuQuestion => ({
  prompt,
  goal: 'a question about my bill',
  path: [],
  factNames: [],
  tried: [],
  language: 'en',
  ...more,
});

export const offer = (prompt: string, more: Partial<MenuQuestion> = {}): Offer => offerOf(question(prompt, more));

export const keysOf = ({ keys }: Offer): string[] => keys.map((option) => option.keys);

/** Who decides when rules and a language model look at the same prompt: pure policy. */
import type { Decision, DecisionContext } from '../decision.types';
import { foldAccents } from '../tokens';
import { judgeDecision } from './judge';
import type { ModelChoice } from './language-model.types';
import { offerOf } from './offer';
import { spokenDigits } from './plain-text';

export type AskModel = 'never' | 'when-unsure' | 'always';

/**
 * From here on the rules are believed. On menus that they had never seen, 25 of the 59 keys they chose below it were
 * wrong, and 13 of the 180 above it (docs/menus.md).
 */
export const SURE_CONFIDENCE = 0.7;

const isSure = ({ confidence }: Decision): boolean => confidence >= SURE_CONFIDENCE;

/** Whether a model is worth asking about a prompt to which the rules answer so. */
export function needsModel(decision: Decision, askModel: AskModel): boolean {
  if (askModel === 'never') return false;
  // Announcements and the queue need no answer, and a fact that the user did not give no model knows.
  if (decision.action === 'wait' && decision.state !== undefined && decision.state !== 'unsure') return false;
  if (decision.action === 'ask_user' && decision.field !== undefined) return false;
  return askModel === 'always' || !isSure(decision);
}

/**
 * `choice`: what the model answered; null: it was not asked. A sure rule stands whatever the model says. Otherwise the
 * model's answer counts if the prompt offers it, else the rules' answer, and where they have none the user is asked.
 */
export function decideWithModel(
  prompt: string,
  goal: string,
  context: DecisionContext,
  rulesDecision: Decision,
  choice: ModelChoice | null,
): Decision {
  if (choice === null) return rulesDecision;
  if (isSure(rulesDecision)) return choice.ok ? withSecondOpinion(rulesDecision, choice.decision) : rulesDecision;
  if (!choice.ok) return withoutModel(rulesDecision, choice.message);
  const factNames = Object.keys(context.facts ?? {});
  const offer = offerOf({ prompt, goal, factNames, tried: context.tried ?? [] });
  const judged = judgeDecision(choice.decision, offer);
  if (!judged.ok) return withoutModel(rulesDecision, judged.message);
  if (saysFact(judged.decision, goal, prompt, context)) return withoutModel(rulesDecision, 'it would say a fact aloud');
  return judged.decision;
}

function withSecondOpinion(rules: Decision, model: Decision): Decision {
  const opinion = sameAnswer(rules, model) ? 'agrees' : `would ${inWords(model)}`;
  return { ...rules, why: `${rules.why}; the language model ${opinion}` };
}

/** The rules go on; an abstention of theirs becomes a question to the user, honestly. */
function withoutModel(rules: Decision, because: string): Decision {
  const why = `${rules.why}; no help from the language model: ${because}`;
  const abstains = rules.action === 'wait' && rules.state !== 'hold' && rules.state !== 'announcement';
  return abstains ? { action: 'ask_user', confidence: rules.confidence, why } : { ...rules, why };
}

function sameAnswer(a: Decision, b: Decision): boolean {
  if (a.action === 'press' && b.action === 'press') return a.digits === b.digits;
  if (a.action === 'enter' && b.action === 'enter') return a.field === b.field;
  if (a.action === 'say' && b.action === 'say') return a.text.toLowerCase() === b.text.toLowerCase();
  return a.action === b.action;
}

function inWords(decision: Decision): string {
  switch (decision.action) {
    case 'press':
      return `press ${decision.digits}`;
    case 'say':
      return 'say something else';
    case 'enter':
      return `enter ${decision.field}`;
    case 'ask_user':
      return 'ask the user';
    case 'hangup':
      return 'hang up';
    case 'wait':
    case 'connect':
      return decision.action === 'wait' ? 'wait' : 'take it for a person';
  }
}

/** Shorter values ("en", "2") are in any sentence. */
const SHORTEST_FACT = 3;

/** A model knows no values; should one turn up that neither the goal nor the company said, it is not said. */
function saysFact(decision: Decision, goal: string, prompt: string, { facts }: DecisionContext): boolean {
  if (decision.action !== 'say') return false;
  const plain = (text: string): string => foldAccents(text.toLowerCase()).replace(/[^a-z0-9]+/g, ' ');
  const [text, digits] = [plain(decision.text), spokenDigits(decision.text)];
  const heard = `${plain(goal)} ${plain(prompt)}`;
  return Object.values(facts ?? {}).some((value) => {
    const [words, figures] = [plain(value).trim(), value.replace(/\D/g, '')];
    const asDigits = figures.length >= SHORTEST_FACT && digits.includes(figures);
    const asWords = words.length > SHORTEST_FACT && text.includes(words);
    return (asDigits || asWords) && !heard.includes(words);
  });
}

/** What the rest of the house uses of this room. */
export { ModelSpending, withinBudget, type ModelBudget } from './call-budget';
export { decideWithModel, needsModel, SURE_CONFIDENCE, type AskModel } from './decide-with-model';
export { openLanguageModel } from './language-model';
export type { LanguageModel, ModelChoice, ModelFailure, ModelFailureCode, TokenUsage } from './language-model.types';
export { languageModelSettingsSchema, type LanguageModelSettings } from './settings';

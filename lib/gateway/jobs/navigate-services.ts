/** What a walk through a menu may use besides the call itself; the gateway fills it in. All of it is optional. */
import type { Decision } from '../../ivr/decision.types';
import type { MenuQuestion } from '../../ivr/menu-question';
import type { ExploredStep } from '../../ivr/navigator.types';
import type { FlowReplay } from '../../ivr/flows';
import type { CallSecrets } from '../call-secrets';
import type { DtmfMode } from '../leg';
import type { PromptSounds } from '../prompt-sounds';

export interface ModelAnswer {
  /** Null: none came in time, or none that can be used; `why` says it in words. */
  readonly decision: Decision | null;
  readonly why: string;
}

export interface WalkedMenu {
  readonly reached: boolean;
  /** In words: why it is over. */
  readonly why: string;
  readonly prompts: readonly ExploredStep[];
}

export interface NavigateServices {
  /** What this company may ask for, and what `{{secret:name}}` stands for. For the wire only. */
  readonly secrets: CallSecrets;
  /** The language model. */
  readonly ask?: (question: MenuQuestion, signal: AbortSignal) => Promise<ModelAnswer>;
  /** What was learned on earlier calls. */
  readonly replay?: FlowReplay;
  readonly learn?: (walked: WalkedMenu) => void;
  /** The way learned before led astray: calls the company again and walks anew, listening. False: not this time. */
  readonly walkAgain?: (why: string) => boolean;
  /** What the prompts sound like, for flows. */
  readonly sounds?: PromptSounds;
  /** How keys may be sent, the preferred way first. */
  readonly dtmfModes: readonly DtmfMode[];
  /** Keys sent this way had an effect where the preferred way had none. */
  readonly onDtmfModeWorked?: (mode: DtmfMode) => void;
}

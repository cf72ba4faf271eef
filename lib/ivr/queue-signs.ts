/** What the far end's sound says about where the walk is: in the queue, with a person, at a busy tone, or nowhere yet. */

/** A far end as last reported, ms on the caller's timeline. */
export interface FarEndHeard {
  readonly label: string;
  readonly confidence: number;
  /** Onset of the sound. */
  readonly sinceMs: number;
  /** When it was first reported. */
  readonly atMs: number;
}

export interface WalkSituation {
  /** All keys are pressed. */
  readonly settling: boolean;
  /** When the last press began. */
  readonly pressedFromMs: number | undefined;
  /** Speech has been heard since the last press. */
  readonly heardSpeech: boolean;
  /** The prompt being answered has just ended: keys would go out now. */
  readonly promptEnded: boolean;
  /** What is being said is not understood yet. */
  readonly understanding: boolean;
}

/** A sign holds from `atMs` on, if the far end stays as it is. */
export interface QueueSign {
  readonly atMs: number;
  readonly kind: 'reached' | 'busy';
  readonly why: string;
}

/** While keys are still to be pressed a sound has to last before it counts: jingles and transfers are short. */
const MUSIC_WHILE_WALKING_MS = 3000;
const MUSIC_BEFORE_FIRST_KEY_MS = 10_000;
const RINGING_WHILE_WALKING_MS = 2000;
const SILENCE_AFTER_LAST_KEY_MS = 2000;
/** A recorded menu voice may be taken for a person for a moment; keys sent to a person do little harm. */
const PERSON_WHILE_WALKING_MS = 2500;
/** Talk that sounds free may turn out to be the begin of a menu ("if this is ..."): its last word is worth so much. */
const PERSON_NOT_UNDERSTOOD_MS = 4000;
/** Somebody said what only people say, or answered us (lib/hearing). */
const PROVEN_HUMAN = 0.85;
const BELIEVABLE = 0.5;
const UNSURE_MS = 3000;
/** Onsets are dated back, and not to the frame. */
const ONSET_JITTER_MS = 300;
/** Hearing's hard level for a live human (DESIGN 4.4). */
const SURELY_HUMAN = 0.8;

export function queueSign(farEnd: FarEndHeard, walk: WalkSituation): QueueSign | undefined {
  // Hearing tells a label once, when it changes: what began unsure and is still so called some seconds later is so.
  const unsure = farEnd.confidence < BELIEVABLE;
  if (unsure && farEnd.label !== 'music' && farEnd.label !== 'ringing') return undefined;
  const doubtMs = unsure ? UNSURE_MS : 0;
  const afterPress = walk.pressedFromMs !== undefined && farEnd.sinceMs >= walk.pressedFromMs - ONSET_JITTER_MS;
  switch (farEnd.label) {
    case 'live_human': {
      const why = 'a person has answered';
      if (walk.settling && (afterPress || farEnd.confidence >= SURELY_HUMAN)) {
        return { kind: 'reached', why, atMs: farEnd.atMs };
      }
      if (farEnd.confidence < SURELY_HUMAN) return undefined;
      if (walk.understanding && farEnd.confidence < PROVEN_HUMAN) {
        return { kind: 'reached', why, atMs: farEnd.atMs + PERSON_NOT_UNDERSTOOD_MS };
      }
      return { kind: 'reached', why, atMs: farEnd.atMs + (walk.promptEnded ? 0 : PERSON_WHILE_WALKING_MS) };
    }
    case 'music': {
      const why = 'hold music: this is the queue';
      if (afterPress) {
        const lastingMs = walk.settling ? 0 : MUSIC_WHILE_WALKING_MS;
        return { kind: 'reached', why, atMs: farEnd.sinceMs + lastingMs + doubtMs };
      }
      if (walk.pressedFromMs !== undefined) return undefined;
      return { kind: 'reached', why, atMs: farEnd.sinceMs + MUSIC_BEFORE_FIRST_KEY_MS + doubtMs };
    }
    case 'ringing': {
      // Before the first key it is the call itself, or a switchboard about to answer.
      if (!afterPress) return undefined;
      const atMs = farEnd.sinceMs + (walk.settling ? 0 : RINGING_WHILE_WALKING_MS) + doubtMs;
      return { kind: 'reached', why: 'ringing after the last key: somebody is being called', atMs };
    }
    case 'silence':
      if (!walk.settling || !afterPress || walk.heardSpeech) return undefined;
      return { kind: 'reached', why: 'silent after the last key', atMs: farEnd.sinceMs + SILENCE_AFTER_LAST_KEY_MS };
    case 'busy':
      return afterPress ? { kind: 'busy', why: 'busy tone after the last key', atMs: farEnd.atMs } : undefined;
    default:
      return undefined;
  }
}

/** Tunes breathe: hearing calls a rest between two phrases silence, and the music after it new. */
const LONGEST_REST_MS = 1500;

/** Joins music that only rests parted to one stretch, so that how long it lasts can be told. */
export class MusicStretch {
  #sinceMs: number | undefined;
  #restsFromMs = Infinity;

  /** The far end, with the onset of the whole stretch where it is music. */
  joined(farEnd: FarEndHeard): FarEndHeard {
    const { label, sinceMs } = farEnd;
    if (label === 'music') {
      const goesOn = this.#sinceMs !== undefined && sinceMs - this.#restsFromMs <= LONGEST_REST_MS;
      this.#sinceMs = goesOn ? Math.min(this.#sinceMs!, sinceMs) : sinceMs;
      this.#restsFromMs = Infinity;
      return { ...farEnd, sinceMs: this.#sinceMs };
    }
    if (label === 'silence' || label === 'unknown') this.#restsFromMs = Math.min(this.#restsFromMs, sinceMs);
    else this.#sinceMs = undefined;
    return farEnd;
  }
}

/**
 * Words that only the queue, or the way to a person, has. What merely asks to wait may be followed by another menu
 * ("please hold while I look that up").
 */
const IN_QUEUE =
  /\b((transfer|connect|put)(ring|ing|ting|red|ed)? you(r call)?\b|be (connected|transferred) (to|with)|next available|(all|our)( of our)?( \w+){0,2} (representatives|agents|operators|associates|specialists|advisors|advisers|lines|staff|team members|attendants)( \w+){0,4} (are|busy|assisting|helping|serving)|in the order|(estimated|expected|approximate|current) (wait|hold|waiting)|wait(ing)? time|(number|position|place) \w+ in (the |line|our )?(queue|line)|(caller|callers|people) (ahead|in front|before)|you are (now )?(number|caller|next)|your place in (the )?(queue|line)|thank you for (holding|waiting|your patience)|nachste freie|verbinde|verbunden|warteschlange|wartezeit|mise en relation|file d attente|temps d attente|en breve (le|sera)|tiempo de espera|sera atendid\w+|nuestros (agentes|representantes|operadores|asesores))\b/;
const ASKED_TO_WAIT =
  /\b(hold|one moment|just a moment|stay on the line|remain on the line|please wait|bitte warten|einen (augenblick|moment)|patientez|ne quittez pas|espere|no cuelgue|un momento)\b/;

/** `text`: words without accents and punctuation. */
export function queueWords(text: string): 'queue' | 'wait' | undefined {
  if (IN_QUEUE.test(text)) return 'queue';
  return ASKED_TO_WAIT.test(text) ? 'wait' : undefined;
}

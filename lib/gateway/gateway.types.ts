/** What the gateway says to whoever asks: snapshots, updates, job reports. Plain JSON values, safe to clone and send. */
import type { FarEndKind, FarEndLabel } from '../hearing/far-end';

export type CallState = 'created' | 'dialing' | 'ringing' | 'answered' | 'ended';

/** What an answered call is busy with; null before the answer, after the end, and when nobody asked for anything. */
export type CallActivity = 'navigating' | 'holding' | 'with-human' | 'connecting' | 'bridged' | null;

export type CallEndReason =
  | 'completed'
  | 'remote-hangup'
  | 'cancelled'
  | 'busy'
  | 'no-answer'
  | 'declined'
  | 'not-found'
  | 'unavailable'
  | 'forbidden'
  | 'unauthorized'
  | 'media-refused'
  | 'timeout'
  | 'network'
  | 'flow-removed'
  | 'gateway-closed'
  | 'failed';

export interface FarEndSnapshot {
  readonly label: FarEndLabel;
  readonly confidence: number;
  /** Epoch ms of the onset. */
  readonly since: number;
  readonly evidence: readonly string[];
  /** What sort of recording or machine it is, where its words told. */
  readonly kind?: FarEndKind;
}

/** `msg.call` (DESIGN 4.1). Epoch ms; durations in seconds. */
export interface CallSnapshot {
  readonly id: string;
  /** Call-ID of the company's leg, as it stands in the logs of a PBX or provider; absent before dialling. */
  readonly sipCallId?: string;
  readonly state: CallState;
  readonly activity: CallActivity;
  readonly to: string;
  readonly from: string;
  readonly goal: string;
  readonly direction: 'out' | 'in';
  readonly farEnd: FarEndSnapshot;
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly endedAt?: number;
  readonly holdSeconds: number;
  readonly endReason?: CallEndReason;
  readonly endText?: string;
  readonly tags: readonly string[];
}

export interface TimelineEntry {
  /** Epoch ms at which it became known. */
  readonly at: number;
  /** Epoch ms at which it began, when known only later (the onset of a human's first word). */
  readonly since?: number;
  /** `call/answered`, `ivr/pressed`, `hold/music`, `human/detected`, `connect/bridged`, ... */
  readonly topic: string;
  readonly payload?: unknown;
  /** Of a judgement (what the far end is, that somebody is human): how sure, 0 to 1. */
  readonly confidence?: number;
  readonly evidence?: readonly string[];
}

export interface CallUpdate {
  readonly topic: string;
  readonly payload: unknown;
  readonly call: CallSnapshot;
  readonly entry: TimelineEntry;
}

export type JobKind = 'call' | 'navigate' | 'hold' | 'connect' | 'transcribe';

/** The node (or door) a job reports to. Reports go to whoever is attached under this id at that moment. */
export interface JobOwner {
  readonly id: string;
  /** The message that started the job: plain JSON, kept so that a redeployed node can take the job up again. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Which output of the node a report belongs to. `superseded` belongs to none: the job is over, nothing is sent. */
export type JobOutput =
  | 'answered'
  | 'reached'
  | 'human'
  | 'bridged'
  | 'transcript'
  | 'ask-user'
  | 'progress'
  | 'ended'
  | 'failed'
  | 'superseded';

export interface JobReport {
  readonly jobId: string;
  readonly kind: JobKind;
  readonly ownerId: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: JobOutput;
  /** True on the last report of the job: the node calls done(). */
  readonly final: boolean;
  readonly topic: string;
  readonly payload: unknown;
  /** More about the payload, for those who want it: plain JSON. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly call: CallSnapshot;
}

/** A request that was not carried out, in words for the person at the editor. */
export interface Refusal {
  readonly ok: false;
  readonly code: string;
  readonly message: string;
}

export type JobStart = { readonly ok: true; readonly jobId: string; readonly call: CallSnapshot } | Refusal;

export type ActionResult = { readonly ok: true; readonly call: CallSnapshot } | Refusal;

export interface PlaceRequest {
  /** A number in any common writing, or a SIP URI. */
  readonly to: string;
  readonly goal?: string;
  readonly tags?: readonly string[];
  readonly answerTimeoutSeconds?: number;
  /** End the call after this long, whatever it is doing (unless bridged); default 3 hours. */
  readonly maxCallSeconds?: number;
  /** What `{{secret:name}}` stands for on this call, as far as its tags allow; masked wherever the company speaks it. */
  readonly secrets?: Readonly<Record<string, string>>;
}

export interface NavigateRequest {
  /**
   * How to walk: by `steps` when given, else by `menus` when given, else by listening (needs a goal and speech to text).
   *
   * Fixed steps, for example "wait 2 wait 1": `wait` = until the prompt has ended, `wait 3s` = that long, anything else
   * = digits to press.
   */
  readonly steps?: string;
  /** The prompts of the company in the order they come, as text; the rules choose the key for `goal`. */
  readonly menus?: readonly string[];
  readonly goal?: string;
  /** Listening: whether a language model is asked (needs one in the gateway's settings); default `when-unsure`. */
  readonly askModel?: 'never' | 'when-unsure' | 'always';
  /** Listening: walk by what was learned on earlier calls to this number, and learn from this one; default true. */
  readonly useFlow?: boolean;
  /** A call flow (docs/call-flows.md) to walk by, instead of the learned one. */
  readonly flow?: unknown;
  /** What `{{secret:name}}` in steps or answers stands for; filled in at the last moment, never logged. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Give up after this long; default 300. */
  readonly timeoutSeconds?: number;
}

export interface HoldRequest {
  /** Give up after this long on hold; default 7200. */
  readonly maxHoldSeconds?: number;
  /** How sure it must be before it says human: eager = soft level, balanced and patient = hard level. */
  readonly sensitivity?: 'eager' | 'balanced' | 'patient';
  /** What is said to somebody who may be a person, instead of "Hello?"; spoken by the gateway's voice. */
  readonly stallingLine?: string;
  /** The user agrees that the sound of a false alarm is kept as a clip in this folder, for training. */
  readonly clipsFolder?: string;
}

/** `details` of a transcript report: `utterance`, `startSeconds`, `endSeconds`, `provider`, `confidence`, `words`. */
export interface TranscribeRequest {
  /** Also report what is understood while the utterance goes on, as `progress` with topic `transcript/partial`. */
  readonly partials?: boolean;
}

export interface ConnectRequest {
  /** Name of one of the gateway's devices, a number, or a SIP URI; default: the first device. */
  readonly device?: string;
  /** How long the device may ring; default 40. */
  readonly ringSeconds?: number;
}

/** Whose call flow: that of a call's number, or of a number. `goal` default: that of the call. */
export interface FlowOwner {
  readonly callId?: string;
  readonly number?: string;
  readonly goal?: string;
}

export type CallAction = 'hangup' | 'dtmf' | 'say' | 'play' | 'hold' | 'unhold' | 'connect' | 'false-alarm';

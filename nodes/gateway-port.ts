/** What the nodes need of lib/gateway and lib/phone-tree, as shapes; house.ts says who fills them. */
import type {
  ActionResult,
  CallAction,
  CallSnapshot,
  CallUpdate,
  ConnectRequest,
  FlowOwner,
  HoldRequest,
  JobOwner,
  JobReport,
  JobStart,
  NavigateRequest,
  PlaceRequest,
  TranscribeRequest,
} from '../lib/gateway/gateway.types';
import type { FlowExported, FlowImported } from '../lib/gateway/flow-exchange';
import type { Logger } from '../lib/logger';
import type { RegistrationState } from '../lib/sip/sip-account.types';

export interface GatewayPort {
  placeCall(request: PlaceRequest, owner: JobOwner): JobStart;
  navigate(callId: string, request: NavigateRequest, owner: JobOwner): JobStart;
  detectHuman(callId: string, request: HoldRequest, owner: JobOwner): JobStart;
  connectUser(callId: string, request: ConnectRequest, owner: JobOwner): JobStart;
  transcribe(callId: string, request: TranscribeRequest, owner: JobOwner): JobStart;
  /** `secrets` fill `{{secret:name}}` in the digits of `dtmf` and the words of `say`. */
  act(
    callId: string,
    action: CallAction,
    argument: unknown,
    options?: { readonly secrets?: Readonly<Record<string, string>> },
  ): Promise<ActionResult>;
  exportFlow(whose: FlowOwner): FlowExported;
  importFlow(flow: unknown, whose: FlowOwner): FlowImported;
  attachOwner(ownerId: string, receive: (report: JobReport) => void): () => void;
  runningJobs(ownerId: string): readonly {
    readonly jobId: string;
    readonly callId: string;
    readonly input: Readonly<Record<string, unknown>>;
  }[];
  subscribe(listener: (update: CallUpdate) => void): () => void;
  call(callId: string): CallSnapshot | undefined;
  readonly registration: RegistrationState;
  onRegistration(listener: (state: RegistrationState) => void): () => void;
}

/** The module-level registry of lib/gateway: gateways by the id of their sip-gateway node. */
export interface GatewayHouse<Settings = unknown> {
  parseGatewaySettings(
    raw: unknown,
  ): { readonly ok: true; readonly settings: Settings } | { readonly ok: false; readonly message: string };
  acquireGateway(nodeId: string, settings: Settings, log: Logger): GatewayPort;
  findGateway(nodeId: string): GatewayPort | undefined;
  /** Keeps the running gateway of this node as it is, without an acquire. False when there is none. */
  keepGateway(nodeId: string): boolean;
  releaseGateway(nodeId: string, options: { readonly removed: boolean }): Promise<void>;
  findGatewayOfCall(callId: string): GatewayPort | undefined;
  shutdownGateways(): Promise<void>;
}

export interface RunningPhoneTree {
  readonly sip: { readonly address: string; readonly port: number };
  close(): Promise<void>;
}

export interface PhoneTreeSettings {
  readonly scriptFile: string;
  readonly bindAddress: string;
  readonly sipPort: number;
  readonly seed: number;
}

export type StartPhoneTree = (settings: PhoneTreeSettings, log: Logger) => Promise<RunningPhoneTree>;

/** What the phone-tree dialog saves and what other nodes may ask its node. */
import type { Node, NodeDef } from 'node-red';

export interface PhoneTreeDef extends NodeDef {
  /** Empty: the bundled company. */
  readonly scriptFile?: string;
  readonly sipPort?: string | number;
  readonly seed?: string | number;
}

export interface PhoneTreeNode extends Node {
  /** Where it answers; the port of the settings until it does. */
  readonly sipPort: number;
  /** Called when it turned out to answer on another port than sipPort said. */
  onPort(listener: () => void): void;
  /** Why the company does not answer, in words; undefined while it does or is about to. */
  problem(): string | undefined;
  /** Called when the company could not be started. */
  onProblem(listener: () => void): void;
}

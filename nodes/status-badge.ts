/** The badge under a node: set only when it changes, since every change is sent to every open editor. */
import type { Node, NodeStatus } from 'node-red';

export interface Badge {
  readonly fill: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  /** Ring: waiting or over. Dot: active. */
  readonly shape: 'ring' | 'dot';
  readonly text: string;
}

const LONGEST_TEXT = 60;

export class StatusBadge {
  readonly #node: Node;
  #shown = '';

  constructor(node: Node) {
    this.#node = node;
  }

  show(badge: Badge | undefined): void {
    const status: NodeStatus = badge ? { ...badge, text: shorten(badge.text) } : {};
    const key = JSON.stringify(status);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#node.status(status);
  }
}

function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}

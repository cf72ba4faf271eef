/** The badge under a node: set only when it changes, since every change is sent to every open editor. */
import type { Node, NodeStatus } from 'node-red';

export interface Badge {
  readonly fill: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  /** Ring: waiting or over. Dot: active. */
  readonly shape: 'ring' | 'dot';
  readonly text: string;
}

/** The editor itself cuts at about 60, and the canvas is full before that. */
const LONGEST_TEXT = 40;
/** A clause shorter than this names the subject only ("no call"). */
const SHORTEST_CLAUSE = 12;

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

/** The last words that fit: of what is still being said, the end is the news. */
export function tailOf(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const from = text.length - (LONGEST_TEXT - 1);
  const space = text.indexOf(' ', from - 1);
  return `…${text.slice(space === -1 || space > from + SHORTEST_CLAUSE ? from : space + 1)}`;
}

/** The clauses that fit, else the words that fit; the whole text is in the log or with the Catch node. */
function shorten(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  const clauses = [...text.matchAll(/[:;.](?=\s)/g)].map(({ index }) => index);
  const clause = clauses.findLast((end) => end >= SHORTEST_CLAUSE && end <= LONGEST_TEXT);
  if (clause !== undefined) return text.slice(0, clause);
  const space = text.lastIndexOf(' ', LONGEST_TEXT - 1);
  return `${text.slice(0, space > SHORTEST_CLAUSE ? space : LONGEST_TEXT - 1)}…`;
}

/** What an open editor is told over its websocket: debug messages and node badges, in order. */

/** A message as a debug node set to "complete msg object" got it. */
export interface DebugMessage {
  /** Name of the debug node. */
  readonly name: string;
  readonly _msgid: string;
  readonly topic?: string;
  readonly payload?: unknown;
  readonly call?: { readonly id: string; readonly state: string };
  readonly error?: { readonly message: string };
}

export interface StatusMessage {
  readonly nodeId: string;
  readonly text: string | undefined;
}

export class EditorFeed {
  readonly debug: DebugMessage[] = [];
  readonly statuses: StatusMessage[] = [];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const parsed = JSON.parse(String(data)) as Item | Item[];
      for (const item of Array.isArray(parsed) ? parsed : [parsed]) this.#take(item);
    });
  }

  static async open(url: string): Promise<EditorFeed> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/comms`);
    const feed = new EditorFeed(socket);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => reject(new Error('comms did not open')));
    });
    for (const topic of ['debug', 'status/#']) socket.send(JSON.stringify({ subscribe: topic }));
    return feed;
  }

  close(): void {
    this.#socket.close();
  }

  /** Resolves with the first debug message of this kind; `from` skips those seen before. */
  async waitForDebug(
    what: string,
    test: (message: DebugMessage) => boolean,
    limitMs = 20_000,
    from = 0,
  ): Promise<DebugMessage> {
    const until = Date.now() + limitMs;
    for (;;) {
      const found = this.debug.slice(from).find(test);
      if (found) return found;
      if (Date.now() > until) {
        const seen = this.debug
          .map(({ name, topic, payload }) => `${name}: ${String(topic)} ${JSON.stringify(payload)}`)
          .join('\n');
        throw new Error(`no debug message "${what}" within ${limitMs} ms; seen:\n${seen}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  #take({ topic, data }: Item): void {
    if (topic === 'debug') {
      const { name, msg, level } = data as { name: string; msg: string; level?: number };
      // What a node warns of or fails with comes this way, too, as text.
      if (level === undefined) this.debug.push({ ...(JSON.parse(msg) as DebugMessage), name });
    }
    if (topic?.startsWith('status/')) {
      this.statuses.push({ nodeId: topic.slice('status/'.length), text: (data as { text?: string }).text });
    }
  }
}

interface Item {
  readonly topic?: string;
  readonly data?: unknown;
}

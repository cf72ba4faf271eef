import type { SessionMedia } from '../../lib/sip/session-media';

/** A SessionMedia that negotiates by the book, makes no sound, and remembers what it was told. */
export class FakeMedia implements SessionMedia {
  readonly log: string[] = [];
  readonly answers: { sdp: string; early: boolean }[] = [];
  readonly offers: string[] = [];
  /** Offers this media had to answer. */
  readonly remoteOffers: string[] = [];
  closed = 0;
  refuse = false;
  #version = 0;
  readonly #address: string;
  readonly #port: number;
  readonly #codecs: string;

  constructor(port = 40_000, address = '127.0.0.1', codecs = '0 8 101') {
    this.#port = port;
    this.#address = address;
    this.#codecs = codecs;
  }

  sdp(direction = 'sendrecv'): string {
    return (
      `v=0\r\no=- 1 ${++this.#version} IN IP4 ${this.#address}\r\ns=-\r\nc=IN IP4 ${this.#address}\r\nt=0 0\r\n` +
      `m=audio ${this.#port} RTP/AVP ${this.#codecs}\r\n` +
      `a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n` +
      `a=ptime:20\r\na=${direction}\r\n`
    );
  }

  createOffer(options: { hold?: boolean } = {}): Promise<string> {
    this.log.push(options.hold ? 'offer hold' : 'offer');
    const offer = this.sdp(options.hold ? 'sendonly' : 'sendrecv');
    this.offers.push(offer);
    return Promise.resolve(offer);
  }

  createAnswer(remoteOffer: string): Promise<string> {
    this.log.push('answer');
    if (this.refuse) return Promise.reject(new Error('no codec fits'));
    this.remoteOffers.push(remoteOffer);
    const mirrored: Record<string, string> = { sendonly: 'recvonly', recvonly: 'sendonly', inactive: 'inactive' };
    const offered = /a=(sendonly|recvonly|inactive)/.exec(remoteOffer)?.[1] ?? '';
    return Promise.resolve(this.sdp(mirrored[offered] ?? 'sendrecv'));
  }

  acceptAnswer(remoteAnswer: string, options: { early?: boolean } = {}): Promise<void> {
    this.log.push(options.early ? 'accept early' : 'accept');
    if (this.refuse) return Promise.reject(new Error('no codec fits'));
    this.answers.push({ sdp: remoteAnswer, early: options.early === true });
    return Promise.resolve();
  }

  rollback(): void {
    this.log.push('rollback');
  }

  close(): void {
    this.closed++;
  }
}

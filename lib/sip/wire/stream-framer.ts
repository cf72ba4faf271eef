/** Cuts a TCP or TLS byte stream into messages by Content-Length in bytes (RFC 3261 section 18.3), with limits. */
import { Buffer } from 'node:buffer';
import { MAXIMUM_MESSAGE_BYTES } from './message';

export type Frame =
  | { readonly kind: 'message'; readonly bytes: Buffer }
  /** CRLFCRLF: answer with CRLF (RFC 5626 section 4.4.1). */
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' }
  /** The stream cannot be understood any more; close the connection. */
  | { readonly kind: 'broken'; readonly reason: string };

const CR = 13;
const LF = 10;

export class StreamFramer {
  #pending: Buffer = Buffer.alloc(0);
  #broken = false;

  push(chunk: Buffer): Frame[] {
    if (this.#broken) return [];
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      const frame = this.#next();
      if (!frame) return frames;
      frames.push(frame);
      if (frame.kind === 'broken') {
        this.#broken = true;
        this.#pending = Buffer.alloc(0);
        return frames;
      }
    }
  }

  /** Bytes waiting for the rest of their message. */
  get pendingBytes(): number {
    return this.#pending.length;
  }

  #next(): Frame | undefined {
    const bytes = this.#pending;
    if (bytes.length === 0) return undefined;
    if (bytes[0] === CR || bytes[0] === LF) {
      if (bytes.length >= 4 && bytes.toString('latin1', 0, 4) === '\r\n\r\n') return this.#take(4, { kind: 'ping' });
      if (bytes.length < 4 && '\r\n\r\n'.startsWith(bytes.toString('latin1'))) {
        // "\r\n" alone is a pong; one more byte would tell it from a ping cut in half, and a ping cut in half is read
        // as two pongs, which costs nothing.
        return bytes.length >= 2 ? this.#take(2, { kind: 'pong' }) : undefined;
      }
      let skip = 0;
      while (bytes[skip] === CR || bytes[skip] === LF) skip++;
      return this.#take(skip, { kind: 'pong' });
    }
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) {
      return bytes.length > MAXIMUM_MESSAGE_BYTES ? { kind: 'broken', reason: 'header-too-large' } : undefined;
    }
    const head = bytes.toString('latin1', 0, end);
    const length = /(?:^|\n)(?:content-length|l)[ \t]*:[ \t]*([^\r\n]*)/i.exec(head)?.[1]?.trim();
    // On a stream the length is mandatory (RFC 3261 section 20.14); without one there is no next message to find.
    if (length === undefined) return { kind: 'broken', reason: 'content-length-missing' };
    if (!/^[0-9]{1,7}$/.test(length)) return { kind: 'broken', reason: 'content-length' };
    const total = end + 4 + Number(length);
    if (total > MAXIMUM_MESSAGE_BYTES) return { kind: 'broken', reason: 'too-large' };
    if (bytes.length < total) return undefined;
    return this.#take(total, { kind: 'message', bytes: bytes.subarray(0, total) });
  }

  #take(count: number, frame: Frame): Frame {
    // A copy, so that a small remainder does not keep a large chunk alive.
    this.#pending = Buffer.from(this.#pending.subarray(count));
    return frame;
  }
}

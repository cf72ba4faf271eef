/**
 * Ten thousand broken SIP datagrams, thrown at an account in the middle of a call.
 * tsx bench/sip/mutated-datagrams.ts [count] [seed] [--fast]
 * Exits 0 only if the process lives, the call still works both ways, the heap is back where it was, and every datagram
 * is accounted for: handled, or dropped under a named reason.
 */
import { Buffer } from 'node:buffer';
import { createSocket } from 'node:dgram';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SipAccount } from '../../lib/sip';
import type { SipCall } from '../../lib/sip';
import { CallLog } from '../../test/support/sip-call-log';
import { FakeMedia } from '../../test/support/sip-fake-media';
import { seededRandom } from '../../test/support/sip-seeded-random';

const count = Number(process.argv[2] ?? 10_000);
const seed = Number(process.argv[3] ?? 1);
/** For a quick look: does not wait for the transactions to end, so says nothing about memory. */
const fast = process.argv.includes('--fast');
const BATCH = 5;
/** Growth of the heap that is noise: parsed modules, caches, transactions still in their 32 s. */
const HEAP_ALLOWED_BYTES = 8_000_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function heapBytes(): number {
  for (let round = 0; round < 4; round++) collect();
  return process.memoryUsage().heapUsed;
}

/** Valid messages of every kind; `port`, `callId` and so on are those of the live call, so that some hit it. */
function corpus(port: number, call: { callId: string; fromTag: string; toTag: string }): string[] {
  const sdp =
    'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 30000 RTP/AVP 0\r\na=sendrecv\r\n';
  const request = (method: string, extra: readonly string[], body = '', to = '<sip:company@127.0.0.1>'): string =>
    [
      `${method} sip:company@127.0.0.1:${port} SIP/2.0`,
      'Via: SIP/2.0/UDP 127.0.0.1:5999;branch=z9hG4bKBRANCH;rport',
      'Max-Forwards: 70',
      'From: "Fuzz" <sip:fuzz@127.0.0.1>;tag=fuzz',
      `To: ${to}`,
      'Call-ID: CALLID@127.0.0.1',
      `CSeq: 1 ${method}`,
      'Contact: <sip:fuzz@127.0.0.1:5999;transport=udp>',
      'Supported: 100rel, timer, replaces',
      ...extra,
      ...(body === '' ? [] : ['Content-Type: application/sdp']),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
  const dialog = (method: string, extra: readonly string[] = [], body = ''): string =>
    request(method, extra, body, `<sip:company@127.0.0.1>;tag=${call.toTag}`)
      .replace('CALLID@127.0.0.1', call.callId)
      .replace('tag=fuzz', `tag=${call.fromTag}x`);
  const response = (status: string, extra: readonly string[] = []): string =>
    [
      `SIP/2.0 ${status}`,
      `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK12345;rport`,
      'From: <sip:company@127.0.0.1>;tag=x',
      'To: <sip:fuzz@127.0.0.1>;tag=y',
      `Call-ID: ${call.callId}`,
      'CSeq: 1 INVITE',
      'Contact: <sip:fuzz@127.0.0.1:5999>',
      ...extra,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
  return [
    request('INVITE', ['Session-Expires: 1800;refresher=uac', 'Record-Route: <sip:127.0.0.1;lr>'], sdp),
    request('INVITE', ['Require: 100rel']),
    request('OPTIONS', ['Accept: application/sdp']),
    request('REGISTER', ['Expires: 300']),
    request('SUBSCRIBE', ['Event: presence', 'Expires: 60']),
    request('NOTIFY', ['Event: message-summary', 'Subscription-State: active;expires=60']),
    request('MESSAGE', ['Content-Language: en']),
    request('REFER', ['Refer-To: <sip:x@127.0.0.1?Replaces=a%3Bto-tag%3Db>']),
    request('CANCEL', []),
    request('ACK', []),
    request('PRACK', ['RAck: 1 1 INVITE']),
    request('UPDATE', [], sdp),
    dialog('INVITE', [], sdp),
    dialog('BYE'),
    dialog('INFO', []),
    dialog('ACK'),
    dialog('UPDATE'),
    response('180 Ringing'),
    response('200 OK'),
    response('401 Unauthorized', ['WWW-Authenticate: Digest realm="r", nonce="n", algorithm=MD5, qop="auth"']),
    response('486 Busy Here', ['Reason: Q.850;cause=17']),
  ];
}

type Random = () => number;

/** One or two seeded injuries: bytes, cuts, doubled lines, hostile values, huge lines. */
function mutate(text: string, random: Random, index: number): Buffer {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  let bytes = Buffer.from(text.replaceAll('BRANCH', `${index}`).replaceAll('CALLID', `${index}`));
  const injuries = 1 + Math.floor(random() * 2);
  for (let injury = 0; injury < injuries; injury++) {
    const at = Math.floor(random() * bytes.length);
    const lines = bytes.toString('latin1').split('\r\n');
    const line = Math.floor(random() * lines.length);
    switch (Math.floor(random() * 11)) {
      case 0:
        bytes[at] = Math.floor(random() * 256);
        break;
      case 1:
        bytes = bytes.subarray(0, at);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([Math.floor(random() * 256)]), bytes.subarray(at)]);
        break;
      case 3:
        lines.splice(line, 1);
        bytes = Buffer.from(lines.join('\r\n'), 'latin1');
        break;
      case 4:
        lines.splice(line, 0, lines[line]!);
        bytes = Buffer.from(lines.join('\r\n'), 'latin1');
        break;
      case 5: {
        const [name] = lines[line]!.split(':');
        const value = pick([
          '',
          ' ',
          '<',
          '"',
          '<sip:',
          '0',
          '-1',
          '99999999999999999999',
          '%00',
          '\u0000',
          ';;;;',
          ',,,,',
          '*',
          'sip:@',
          '"<">;tag=',
          'tel:',
          '[::',
          'a'.repeat(9000),
          '<sip:h0d0a@u.invalid>',
          'Digest ,,=',
        ]);
        lines[line] = `${name}: ${value}`;
        bytes = Buffer.from(lines.join('\r\n'), 'latin1');
        break;
      }
      case 6:
        lines.splice(
          line,
          0,
          `X-${'y'.repeat(Math.floor(random() * 30))}: ${'z'.repeat(Math.floor(random() * 20_000))}`,
        );
        bytes = Buffer.from(lines.join('\r\n'), 'latin1');
        break;
      case 7:
        bytes = Buffer.from(Array.from({ length: Math.floor(random() * 2000) }, () => Math.floor(random() * 256)));
        break;
      case 8:
        bytes = Buffer.from(
          bytes.toString('latin1').replace(/\r\n/g, pick(['\n', '\r', '\r\n ', '\r\n\r\n'])),
          'latin1',
        );
        break;
      case 9:
        bytes = Buffer.from(
          bytes
            .toString('latin1')
            .replace(/Content-Length: \d+/, `Content-Length: ${pick(['1', '-5', '70000', 'x', ''])}`),
          'latin1',
        );
        break;
      default:
        bytes = Buffer.from(
          bytes
            .toString('latin1')
            .replace(
              /^[A-Z]+ \S+/,
              pick([
                'INVITE tel:1',
                'INVITE sips:x',
                'FOO sip:x',
                'CANCEL http://x',
                'INVITE',
                'ACK sip:a@b@c',
                'BYE sip:[::1',
              ]),
            ),
          'latin1',
        );
    }
    if (bytes.length === 0) bytes = Buffer.from('x');
  }
  return bytes.subarray(0, 60_000);
}

async function main(): Promise<void> {
  const random = seededRandom(seed);
  let incoming: SipCall | undefined;
  const inLog = new CallLog();
  let strangers = 0;
  const company = new SipAccount(
    { user: 'company', domain: '127.0.0.1', transport: 'udp', register: false, bindAddress: '127.0.0.1', bindPort: 0 },
    {
      onIncoming: (call) => {
        if (incoming) {
          strangers++;
          void call.reject(486);
          return;
        }
        incoming = call;
        call.observe(inLog);
        void call.accept(new FakeMedia());
      },
    },
  );
  await company.start();
  const { port } = company.localAddress;
  const tags: { from: string; to: string } = { from: '', to: '' };
  const caller = new SipAccount(
    { user: 'me', domain: `127.0.0.1:${port}`, transport: 'udp', register: false },
    {
      onTrace: (_direction, _peer, text) => {
        tags.from ||= /^From:.*;tag=(\S+)/im.exec(text)?.[1] ?? '';
        tags.to ||= /^To:.*;tag=(\S+)/im.exec(text)?.[1] ?? '';
      },
    },
  );
  await caller.start();
  const outLog = new CallLog();
  const call = caller.place('100', new FakeMedia(), outLog);
  await outLog.answered;

  const messages = corpus(port, { callId: call.id, fromTag: tags.from, toTag: tags.to });
  const socket = createSocket('udp4');
  socket.on('message', () => undefined);
  // The ACK of the call may still be on its way.
  await pause(100);
  const callMessages = company.counters.received;
  let thrown = 0;
  const throwAll = async (from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index++) {
      const bytes = mutate(messages[Math.floor(random() * messages.length)]!, random, index);
      await new Promise<void>((resolve) => socket.send(bytes, port, '127.0.0.1', () => resolve()));
      thrown++;
      // What a full socket buffer throws away proves nothing: wait for the account to have read what was sent.
      if (index % BATCH !== BATCH - 1) continue;
      for (let wait = 0; company.counters.received - callMessages < thrown && wait < 100; wait++) await pause(1);
      thrown = company.counters.received - callMessages;
    }
  };
  // What is loaded and compiled once is not growth.
  await throwAll(0, 500);
  await pause(fast ? 0 : 34_000);
  const receivedBefore = company.counters.received;
  const droppedBefore = total(company.counters.dropped);
  const before = heapBytes();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const began = Date.now();
  await throwAll(500, 500 + count);
  await pause(300);
  const seconds = (Date.now() - began) / 1000;
  delay.disable();
  const inTheMiddle = heapBytes();
  const received = company.counters.received - receivedBefore;
  const dropped = total(company.counters.dropped) - droppedBefore;
  // Transactions live for 32 s (RFC 3261 Timer H, J); after that nothing of the storm may be left.
  await pause(fast ? 0 : 35_000);
  const after = heapBytes();

  await call.sendInfoDigit('5', 100);
  await call.hold(true);
  await call.hold(false);
  const alive =
    outLog.end === undefined && inLog.end === undefined && inLog.digits.length === 1 && inLog.holds.length === 2;
  await call.hangup();
  await inLog.ended;
  await Promise.all([caller.stop(), company.stop()]);
  socket.close();

  console.log(`datagrams thrown          ${count} (seed ${seed}) in ${seconds.toFixed(1)} s`);
  console.log(`received by the account   ${received}`);
  console.log(`dropped, by reason        ${dropped}`);
  for (const [reason, number] of Object.entries(company.counters.dropped).sort((a, b) => b[1] - a[1])) {
    console.log(`  ${reason.padEnd(24)}${number}`);
  }
  console.log(
    `handled (answered by SIP) ${received - dropped}, of these ${strangers} well-formed INVITEs in all, refused 486`,
  );
  console.log(`longest block of the event loop ${(delay.max / 1e6).toFixed(0)} ms`);
  console.log(`heap before / storm / 35 s later   ${mb(before)} / ${mb(inTheMiddle)} / ${mb(after)} MB`);
  console.log(`the call: ${alive ? 'still up, INFO and two re-INVITEs went through, hung up properly' : 'BROKEN'}`);
  const flat = fast || after - before < HEAP_ALLOWED_BYTES;
  const everything = received >= count;
  if (!alive || !flat || !everything) {
    console.log(
      `FAILED${alive ? '' : ' call'}${flat ? '' : ' memory'}${everything ? '' : ' datagrams lost on the way'}`,
    );
    process.exitCode = 1;
  }
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, number) => sum + number, 0);
}

function mb(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

void main();

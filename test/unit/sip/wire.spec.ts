import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { aliasCallId, aliasNameAddress, aliasUri, restore, restoreCallId } from '../../../lib/sip/wire/alias';
import { WireMessage } from '../../../lib/sip/wire/message';
import { redact } from '../../../lib/sip/wire/redaction';
import { restoreVias } from '../../../lib/sip/wire/outgoing';
import { sanitizeRequest, sanitizeResponse } from '../../../lib/sip/wire/sanitizer';
import { audioDirection, isHoldOffer } from '../../../lib/sip/wire/sdp-peek';
import { StreamFramer } from '../../../lib/sip/wire/stream-framer';
import { escapeUser, parseNameAddress, parseUri, splitOutsideQuotes } from '../../../lib/sip/wire/uri';
import { completeVia, formatVia, parseVia, responseTarget, viaValues } from '../../../lib/sip/wire/via';
import { loadSipJs } from '../../../lib/sip/sipjs';
import type { SipJs } from '../../../lib/sip/sipjs';
import { dialTarget } from '../../../lib/sip/dial-target';

const source = { address: '192.0.2.7', port: 5099 };

function parse(text: string): WireMessage {
  const result = WireMessage.parse(Buffer.from(text));
  assert.ok(result.ok, result.ok ? '' : result.reason);
  return result.message;
}

function invite(overrides: Record<string, string> = {}, uri = 'sip:me@192.0.2.1'): string {
  const headers: Record<string, string> = {
    Via: 'SIP/2.0/UDP pbx.example.org;branch=z9hG4bK1',
    From: '<sip:bob@example.org>;tag=1',
    To: '<sip:me@example.org>',
    'Call-ID': 'abc@example.org',
    CSeq: '1 INVITE',
    Contact: '<sip:bob@192.0.2.7>',
    ...overrides,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `INVITE ${uri} SIP/2.0\r\n${lines.join('')}Content-Length: 0\r\n\r\n`;
}

describe('sip: wire messages', () => {
  it('parses and writes back what matters', () => {
    const message = parse('INVITE sip:a@b SIP/2.0\r\nv: SIP/2.0/UDP h\r\nSubject: one\r\n  two\r\nl: 3\r\n\r\nabcdef');
    assert.equal(message.method, 'INVITE');
    assert.equal(message.get('via'), 'SIP/2.0/UDP h');
    assert.equal(message.get('Subject'), 'one two');
    assert.equal(message.body.toString(), 'abc');
    assert.equal(
      message.toBuffer().toString(),
      'INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nSubject: one two\r\nContent-Length: 3\r\n\r\nabc',
    );
  });

  it('counts Content-Length in bytes', () => {
    const body = 'äöü';
    const message = parse(`MESSAGE sip:a@b SIP/2.0\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}extra`);
    assert.equal(message.body.toString(), body);
  });

  it('expands every compact form', () => {
    const forms: Record<string, string> = {
      k: 'Supported',
      o: 'Event',
      b: 'Referred-By',
      x: 'Session-Expires',
      u: 'Allow-Events',
      s: 'Subject',
      e: 'Content-Encoding',
      r: 'Refer-To',
      i: 'Call-ID',
      m: 'Contact',
    };
    for (const [short, name] of Object.entries(forms)) {
      assert.equal(parse(`OPTIONS sip:a SIP/2.0\r\n${short}: v\r\n\r\n`).get(name), 'v');
    }
  });

  it('names why a datagram is no message', () => {
    const reason = (text: string | Buffer): string => {
      const result = WireMessage.parse(Buffer.from(text));
      return result.ok ? 'ok' : result.reason;
    };
    assert.equal(reason(''), 'empty');
    assert.equal(reason('hello'), 'no-header-end');
    assert.equal(reason('GET / HTTP/1.1\r\n\r\n'), 'start-line');
    assert.equal(reason('SIP/2.0 999 x\r\n\r\n'), 'start-line');
    assert.equal(reason('SIP/2.0 200 OK\r\nbroken\r\n\r\n'), 'header-line');
    assert.equal(reason('SIP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nabc'), 'truncated');
    assert.equal(reason('SIP/2.0 200 OK\r\nContent-Length: -1\r\n\r\n'), 'content-length');
    assert.equal(reason(`SIP/2.0 200 OK\r\n${'a: b\r\n'.repeat(300)}\r\n`), 'too-many-headers');
    assert.equal(reason(`SIP/2.0 200 OK\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`), 'too-large');
    assert.equal(reason(Buffer.alloc(70_000, 65)), 'too-large');
  });

  it('accepts a status line without reason phrase and lone line feeds', () => {
    assert.equal(parse('SIP/2.0 480\r\n\r\n').statusCode, 480);
    assert.equal(parse('SIP/2.0 200 OK\nVia: x\n\n').get('Via'), 'x');
  });

  it('lets no header start another', () => {
    const message = parse('OPTIONS sip:a SIP/2.0\r\nX-Test: a\rEvil: b\r\n\r\n');
    assert.equal(message.get('X-Test'), 'a Evil: b');
  });
});

describe('sip: URIs and name-addrs', () => {
  it('parses URIs', () => {
    assert.deepEqual(parseUri('sip:a;b=c@h_1:5070;transport=tcp;lr?x=y'), {
      scheme: 'sip',
      user: 'a;b=c',
      host: 'h_1',
      port: 5070,
      parameters: new Map([
        ['transport', 'tcp'],
        ['lr', null],
      ]),
    });
    assert.equal(parseUri('sips:[2001:db8::1]:5061')?.host, '2001:db8::1');
    assert.equal(parseUri('tel:+49-30;phone-context=x')?.user, '+49-30');
    assert.equal(parseUri('SIP:a@b@c')?.user, 'a@b');
    for (const bad of ['', 'sip:', 'http://x', 'sip:a@', 'sip:a@h:99999', 'sip:a b@h', 'sip:a@h:0']) {
      assert.equal(parseUri(bad), undefined, bad);
    }
  });

  it('parses name-addrs with whatever is in the name', () => {
    assert.equal(parseNameAddress('"a \\"<b>\\" c" <sip:x@y;p>;tag=1')?.uri, 'sip:x@y;p');
    assert.equal(parseNameAddress('"a \\"<b>\\" c" <sip:x@y;p>;tag=1')?.displayName, 'a "<b>" c');
    assert.equal(parseNameAddress('"unbalanced <sip:x@y>;tag=1')?.uri, 'sip:x@y');
    assert.equal(parseNameAddress('sip:x@y;tag=1')?.parameters.get('tag'), '1');
    assert.equal(parseNameAddress('Büro, 2. Stock (x) <tel:1>')?.displayName, 'Büro, 2. Stock (x)');
    assert.equal(parseNameAddress('nothing'), undefined);
    assert.equal(parseNameAddress('<>'), undefined);
    assert.deepEqual(splitOutsideQuotes('"a,b" <sip:x,y>, c', ','), ['"a,b" <sip:x,y>', ' c']);
  });

  it('escapes users', () => {
    assert.equal(escapeUser('*21#'), '*21%23');
    assert.equal(escapeUser('a b"@ü'), 'a%20b%22%40%C3%BC');
  });

  it('turns what people dial into a URI', () => {
    const uri = (text: string): string => {
      const target = dialTarget(text, 'pbx.example.org:5070');
      return target.ok ? target.uri : `! ${target.text}`;
    };
    assert.equal(uri(' +49 (30) 12-34 '), 'sip:+49301234@pbx.example.org:5070');
    assert.equal(uri('bob.smith'), 'sip:bob.smith@pbx.example.org:5070');
    assert.equal(uri('bob@example.org'), 'sip:bob@example.org');
    assert.equal(uri('sip:bob@[::1]:5070;transport=tcp'), 'sip:bob@[::1]:5070;transport=tcp');
    assert.equal(uri('tel:+49-30-12'), 'sip:+493012@pbx.example.org:5070');
    for (const bad of ['', 'call me maybe', 'mailto:x@y', 'sip:x@', '+', 'sip:a@b"c'])
      assert.match(uri(bad), /^! /, bad);
  });

  it('parses and completes Via values', () => {
    const values = viaValues(['SIP/2.0/UDP a:5060;branch=1, SIP / 2.0 / TCP [::1]:5 ; rport', 'SIP/2.0/TLS b']);
    assert.equal(values.length, 3);
    assert.equal(parseVia(values[1]!)?.host, '::1');
    assert.equal(
      formatVia(completeVia(parseVia(values[0]!)!, source, false)),
      'SIP/2.0/UDP a:5060;branch=1;received=192.0.2.7',
    );
    const asked = completeVia(parseVia('SIP/2.0/UDP a:5060;rport')!, source, false);
    assert.deepEqual(responseTarget(asked), { host: '192.0.2.7', port: 5099 });
    assert.deepEqual(responseTarget(parseVia('SIP/2.0/UDP a')!), { host: 'a', port: 5060 });
    assert.equal(parseVia('SIP/2.0/UDP'), undefined);
    assert.equal(parseVia('SIP/2.0/UDP a:70000'), undefined);
  });
});

describe('sip: sanitizer', () => {
  let sipJs: SipJs;
  const loggerFactory = (): InstanceType<SipJs['LoggerFactory']> => {
    const factory = new sipJs.LoggerFactory();
    factory.builtinEnabled = false;
    return factory;
  };

  before(async () => {
    sipJs = await loadSipJs();
  });

  /** Every message that sip.js alone drops or trips over (notes: "Strict grammar, whole message dropped"). */
  const dirty: Record<string, string> = {
    'underscore in From': invite({ From: '<sip:bob@my_host>;tag=1' }),
    'underscore in Via': invite({ Via: 'SIP/2.0/UDP my_host:5060;branch=z9hG4bK1' }),
    'underscore in Contact': invite({ Contact: '<sip:bob@my_host:5060>' }),
    'underscore in Record-Route': invite({ 'Record-Route': '<sip:my_proxy;lr>' }),
    'underscore in Request-URI': invite({}, 'sip:me@my_host'),
    'tel in From': invite({ From: '<tel:+4930>;tag=1' }),
    'tel Request-URI': invite({}, 'tel:+4930'),
    'tel in Contact': invite({ Contact: '<tel:+4930>' }),
    'hash in user': invite({ To: '<sip:*21#@example.org>' }, 'sip:*21#@example.org'),
    'quote in user': invite({ From: '<sip:a"b@example.org>;tag=1' }),
    'second @ in user': invite({ From: '<sip:a@b@example.org>;tag=1' }),
    'UTF-8 name unquoted': invite({ From: 'Jürgen <sip:j@example.org>;tag=1' }),
    'punctuation in name': invite({ From: 'J. (home), 2nd <sip:j@example.org>;tag=1' }),
    'host with trailing dot': invite({ From: '<sip:j@example.org.>;tag=1' }),
    'numeric last label': invite({ Contact: '<sip:j@a.123>' }),
    'container id as host': invite({ Contact: '<sip:j@7f3c2d1e9a10:5060>' }),
    'Record-Route without brackets': invite({ 'Record-Route': 'sip:proxy.example.org;lr' }),
    'Call-ID with space': invite({ 'Call-ID': 'a b c' }),
    'IPv6 zone': invite({ Contact: '<sip:j@[fe80::1%eth0]:5060>' }),
    'sips Request-URI': invite({}, 'sips:me@example.org'),
    'no Contact': invite({ Contact: '' }).replace('Contact: \r\n', ''),
    'branch of RFC 2543': invite({ Via: 'SIP/2.0/UDP h;branch=1' }),
    'no branch': invite({ Via: 'SIP/2.0/UDP h' }),
    'odd tag': invite({ From: '<sip:j@example.org>;tag=a@b"c' }),
    'no tag': invite({ From: '<sip:j@example.org>' }),
    'odd Max-Forwards': invite({ 'Max-Forwards': 'many' }),
    'odd Content-Type': invite({ 'Content-Type': 'text' }),
    'odd Refer-To': invite({ 'Refer-To': 'Büro <sip:a_b@c_d?Replaces=x%3By>' }),
  };

  for (const [name, text] of Object.entries(dirty)) {
    it(`makes sip.js take: ${name}`, () => {
      const sanitized = sanitizeRequest(parse(text), source, false);
      assert.ok(sanitized.ok, sanitized.ok ? '' : sanitized.reason);
      const message = sipJs.Parser.parseMessage(sanitized.text, loggerFactory().getLogger('test'));
      assert.ok(message instanceof sipJs.IncomingRequestMessage);
      assert.ok(message.ruri && message.viaBranch && message.from && message.to && message.callId);
      assert.ok(message.parseHeader('contact'));
      // and the originals come back
      const vias = restoreVias(message.getHeader('via') ?? '');
      assert.ok(vias?.[0]?.startsWith(formatVia(parseVia(viaValues(parse(text).all('Via'))[0]!)!).split(';')[0]!));
      assert.equal(restoreCallId(message.callId), parse(text).callId);
      const from = parseNameAddress(parse(text).get('From')!)!;
      assert.ok(restore(message.getHeader('from')!).startsWith(from.text));
    });
  }

  it('tells transactions of two peers with one branch apart, and joins ACK and CANCEL to their INVITE', () => {
    const key = (text: string): string => {
      const sanitized = sanitizeRequest(parse(text), source, false);
      assert.ok(sanitized.ok);
      return /;branch=([^;]+)/.exec(sanitized.text)![1]!;
    };
    const one = invite({ Via: 'SIP/2.0/UDP a:5060;branch=z9hG4bK1' });
    assert.notEqual(key(one), key(invite({ Via: 'SIP/2.0/UDP b:5060;branch=z9hG4bK1' })));
    assert.equal(key(one), key(one.replace('INVITE sip', 'CANCEL sip').replace('1 INVITE', '1 CANCEL')));
  });

  it('refuses what cannot be repaired, with a reason', () => {
    const reason = (text: string): string => {
      const sanitized = sanitizeRequest(parse(text), source, false);
      return sanitized.ok ? 'ok' : sanitized.reason;
    };
    assert.equal(reason(invite({ Via: 'x' })), 'via');
    assert.equal(reason(invite({ From: '<>' })), 'from');
    assert.equal(reason(invite({ To: '' })), 'to');
    assert.equal(reason(invite({ CSeq: '1' })), 'cseq');
    assert.equal(reason(invite({ CSeq: '99999999999 INVITE' })), 'cseq');
    assert.equal(reason(invite({ CSeq: '1 BYE' })), 'cseq-method');
    assert.equal(reason(invite({ 'Call-ID': '' })), 'call-id');
    assert.equal(reason(invite({}, 'http://x')), 'request-uri');
  });

  it('gives tag-less provisional responses a tag and contact-less ones a Contact', () => {
    const text =
      'SIP/2.0 180 Ringing\r\nVia: SIP/2.0/UDP h\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\n';
    const sanitized = sanitizeResponse(parse(text), source, 'z9hG4bK5', () => true);
    assert.ok(sanitized.ok);
    assert.match(sanitized.text, /To: .*;tag=hs-untagged\r\n/);
    assert.match(restore(sanitized.text), /Contact: <sip:192\.0\.2\.7:5099>/);
  });

  it('aliases survive whatever is in them, and cannot be used to inject headers', () => {
    const text = '"Ü <x>" <sip:a;b@c_d>';
    assert.equal(restore(`${aliasNameAddress(text)};tag=1`), `${text};tag=1`);
    assert.equal(restore(`<${aliasUri('tel:1')}>`), '<tel:1>');
    assert.equal(restore(aliasNameAddress('a\r\nEvil: x')), 'a  Evil: x');
    assert.equal(restoreCallId(aliasCallId('a b')), 'a b');
    assert.equal(aliasCallId('abc@d'), 'abc@d');
    assert.equal(restoreCallId(aliasCallId('hsx00')), 'hsx00');
  });

  it('sees holds', () => {
    const offer = (lines: string): string => `v=0\r\nc=IN IP4 1.2.3.4\r\n${lines}`;
    assert.equal(audioDirection(offer('m=audio 1 RTP/AVP 0\r\n')), 'sendrecv');
    assert.equal(audioDirection(offer('a=sendonly\r\nm=audio 1 RTP/AVP 0\r\n')), 'sendonly');
    assert.equal(
      audioDirection(offer('a=sendonly\r\nm=audio 1 RTP/AVP 0\r\na=sendrecv\r\nm=video 2 RTP/AVP 9\r\na=inactive\r\n')),
      'sendrecv',
    );
    assert.equal(isHoldOffer(offer('m=audio 1 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\n')), true);
    assert.equal(isHoldOffer(offer('m=audio 1 RTP/AVP 0\r\na=recvonly\r\n')), false);
  });
});

describe('sip: stream framer', () => {
  const one = 'OPTIONS sip:a SIP/2.0\r\nContent-Length: 4\r\n\r\näö';

  it('finds messages however the bytes arrive', () => {
    const bytes = Buffer.from(`\r\n\r\n${one}${one}\r\n`);
    for (const size of [1, 2, 3, 7, 50, bytes.length]) {
      const framer = new StreamFramer();
      const kinds: string[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        for (const frame of framer.push(bytes.subarray(at, at + size))) {
          kinds.push(frame.kind);
          if (frame.kind === 'message') assert.equal(frame.bytes.toString(), one);
        }
      }
      assert.deepEqual(kinds.filter((kind) => kind === 'message').length, 2, `chunks of ${size}`);
      assert.equal(framer.pendingBytes, 0);
    }
  });

  it('tells a ping from a pong', () => {
    assert.deepEqual(new StreamFramer().push(Buffer.from('\r\n\r\n')), [{ kind: 'ping' }]);
    assert.deepEqual(new StreamFramer().push(Buffer.from('\r\n')), [{ kind: 'pong' }]);
  });

  it('gives up on a stream it cannot follow, and keeps nothing of it', () => {
    for (const bad of [
      'OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\n',
      'OPTIONS sip:a SIP/2.0\r\nContent-Length: 12x\r\n\r\n',
      'OPTIONS sip:a SIP/2.0\r\nContent-Length: 9999999\r\n\r\n',
      'a'.repeat(70_000),
    ]) {
      const framer = new StreamFramer();
      assert.equal(framer.push(Buffer.from(bad)).at(-1)?.kind, 'broken');
      assert.equal(framer.pendingBytes, 0);
      assert.deepEqual(framer.push(Buffer.from(one)), []);
    }
  });
});

describe('sip: redaction', () => {
  it('hides what authenticates, decrypts or was typed', () => {
    const text = redact(
      'INFO sip:a SIP/2.0\r\nAuthorization: Digest username="u", response="abc"\r\nProxy-Authorization: Digest x\r\n\r\n' +
        'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:secretkey|2^20\r\nSignal=5\r\nDuration=160\r\n',
    );
    assert.doesNotMatch(text, /response|Digest|secretkey|Signal=5/);
    assert.match(text, /Duration=160/);
    assert.doesNotMatch(redact('INFO a\r\nContent-Type: application/dtmf\r\nContent-Length: 1\r\n\r\n7'), /7/);
  });
});

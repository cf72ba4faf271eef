import assert from 'node:assert/strict';
import { LEGAL_MOVES } from '../../../lib/sip';
import { endOfBye, endOfStatus } from '../../../lib/sip/sip-end';
import { isLegalMove } from '../../../lib/sip/sip-call-state';
import { formatInfoDigit, parseInfoDigit } from '../../../lib/sip/info-dtmf';

describe('sip: how calls end', () => {
  it('gives a reason and words for every status', () => {
    const reasons: Record<number, string> = {
      401: 'unauthorized',
      403: 'forbidden',
      404: 'not-found',
      408: 'timeout',
      480: 'unavailable',
      486: 'busy',
      487: 'cancelled',
      488: 'media-refused',
      503: 'unavailable',
      600: 'busy',
      603: 'declined',
      604: 'not-found',
      499: 'failed',
      599: 'unavailable',
      699: 'declined',
    };
    for (const [status, reason] of Object.entries(reasons)) {
      const end = endOfStatus(Number(status), 'Said So');
      assert.equal(end.reason, reason, status);
      assert.equal(end.statusCode, Number(status));
      assert.match(end.text, new RegExp(`\\(${status} Said So\\)$`));
    }
  });

  it('believes a Q.850 cause where the status is vague, and the status where it is not', () => {
    assert.equal(endOfStatus(480, 'x', ['Q.850;cause=19;text="no answer"']).reason, 'no-answer');
    assert.equal(endOfStatus(503, 'x', ['SIP;cause=503', 'Q.850 ;cause=1']).reason, 'not-found');
    assert.equal(endOfStatus(486, 'x', ['Q.850;cause=34']).reason, 'busy');
    assert.match(endOfBye(['Q.850;cause=27']).text, /out of order/);
    assert.equal(endOfBye(['Q.850;cause=16']).text, 'The far end hung up.');
  });

  it('never leaves the end, and never goes back to ringing after the answer', () => {
    assert.deepEqual(LEGAL_MOVES.ended, []);
    assert.equal(isLegalMove('answered', 'ringing'), false);
    assert.equal(isLegalMove('early', 'ringing'), false);
    assert.equal(isLegalMove('new', 'answered'), true);
  });

  it('reads and writes DTMF in INFO', () => {
    assert.deepEqual(parseInfoDigit('application/dtmf-relay', 'Signal= 5 \r\nDuration= 160 \r\n'), {
      digit: '5',
      durationMs: 160,
    });
    assert.deepEqual(parseInfoDigit('application/dtmf-relay; x=y', 'Signal=11\r\n'), { digit: '#', durationMs: 160 });
    assert.deepEqual(parseInfoDigit('Application/DTMF', '*'), { digit: '*', durationMs: 160 });
    assert.equal(parseInfoDigit('application/dtmf-relay', 'Signal=flash'), undefined);
    assert.equal(parseInfoDigit('text/plain', '5'), undefined);
    assert.deepEqual(formatInfoDigit('a', 99.6), {
      contentType: 'application/dtmf-relay',
      content: 'Signal=A\r\nDuration=100\r\n',
    });
  });
});

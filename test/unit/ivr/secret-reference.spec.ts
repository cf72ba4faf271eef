import assert from 'node:assert/strict';
import { hideSecrets } from '../../../lib/ivr/secret-reference';

describe('values that got into a text', () => {
  it('become references again, the longest first, and menu keys stay', () => {
    const secrets = { account: '4711815', short: '47118', pin: '1' };
    assert.equal(hideSecrets('4711815#', secrets), '{{secret:account}}#');
    assert.equal(hideSecrets('my number is 47118', secrets), 'my number is {{secret:short}}');
    assert.equal(hideSecrets('1', secrets), '1');
  });

  it('whatever their case, and never inside of a reference', () => {
    assert.equal(hideSecrets('4711', { a: '4711', b: 'sec' }), '{{secret:a}}');
    assert.equal(
      hideSecrets('{{secret:pin}} and Ab12', { pin: 'pin', code: 'AB12' }),
      '{{secret:pin}} and {{secret:code}}',
    );
    assert.equal(hideSecrets('a.c (x)', { dots: '.c (', group: '(x)' }), 'a{{secret:dots}}x)');
    assert.equal(hideSecrets('nothing', {}), 'nothing');
  });
});

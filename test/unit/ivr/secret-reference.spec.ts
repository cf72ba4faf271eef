import assert from 'node:assert/strict';
import { hideSecrets } from '../../../lib/ivr/secret-reference';

describe('values that got into a text', () => {
  it('become references again, the longest first, and menu keys stay', () => {
    const secrets = { account: '4711815', short: '47118', pin: '1' };
    assert.equal(hideSecrets('4711815#', secrets), '{{secret:account}}#');
    assert.equal(hideSecrets('my number is 47118', secrets), 'my number is {{secret:short}}');
    assert.equal(hideSecrets('1', secrets), '1');
  });
});

import assert from 'node:assert/strict';
import { maskSecrets } from '../../../lib/ivr/mask-secrets';

describe('masking secrets in what a company says', () => {
  const values = ['4711815', '0099', 'bluebird'];
  const cases: readonly (readonly [string, string])[] = [
    ['You entered four seven one one eight one five. Press 1.', 'You entered [secret]. Press 1.'],
    ['you entered 4711815, is that right?', 'you entered [secret], is that right?'],
    ['account 47 11 815', 'account [secret]'],
    ['forty seven eleven eight fifteen, thank you', '[secret], thank you'],
    ['the number ending in one eight one five', 'the number ending in [secret]'],
    ['your pin is oh oh nine nine', 'your pin is [secret]'],
    ['Sie haben vier sieben eins eins eingegeben', 'Sie haben [secret] eingegeben'],
    ['the password bluebird is correct', 'the password [secret] is correct'],
  ];
  for (const [spoken, masked] of cases) {
    it(`"${spoken}"`, () => assert.equal(maskSecrets(spoken, values), masked));
  }

  it('leaves alone what tells nothing', () => {
    const harmless = 'Press one for sales, two for service, or call 1 800 555 0100 between 8 and 17 hours.';
    assert.equal(maskSecrets(harmless, values), harmless);
    assert.equal(maskSecrets('anything 1234', []), 'anything 1234');
  });
});

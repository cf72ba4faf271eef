import assert from 'node:assert/strict';
import { soundAlike } from '../../../../lib/ivr/flows/sounds-alike';

describe('words that sound alike on the telephone', () => {
  for (const [said, heard] of [
    ['claims', 'police'],
    ['billing', 'building'],
    ['refills', 'revels'],
    ['deliveries', 'deliver'],
  ] as const) {
    it(`"${heard}" may be "${said}"`, () => {
      assert.equal(soundAlike(said, heard), true);
      assert.equal(soundAlike(heard, said), true);
    });
  }

  for (const [said, other] of [
    ['claims', 'cards'],
    ['sales', 'claims'],
    ['billing', 'claims'],
    ['appointments', 'prescriptions'],
    ['refills', 'refunds'],
    ['new', 'now'],
    ['', 'sales'],
  ] as const) {
    it(`"${other}" is not "${said}"`, () => assert.equal(soundAlike(said, other), false));
  }
});

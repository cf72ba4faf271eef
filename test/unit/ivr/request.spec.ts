import assert from 'node:assert/strict';
import { factFor, findRequest } from '../../../lib/ivr/request';
import { tokenize } from '../../../lib/ivr/tokens';

const asked = (prompt: string): string | undefined => {
  const request = findRequest(tokenize(prompt));
  return request === undefined ? undefined : `${request.field}${request.terminator}${request.sayOnly ? ' (say)' : ''}`;
};

describe('findRequest', () => {
  for (const [prompt, expected] of [
    ['Please enter your account number followed by the pound key.', 'account_number#'],
    ['enter the last four digits of your social security number', 'ssn_last4'],
    ['please enter the last for digits of your social', 'ssn_last4'],
    ['Using your keypad, enter your date of birth, then press the pound key', 'date_of_birth#'],
    ['Enter your five digit ZIP code', 'zip'],
    ['Please key in your 4 digit PIN', 'pin'],
    ['please say or enter your policy number', 'policy_number'],
    ['Please say your date of birth.', 'date_of_birth (say)'],
    ['enter your sixteen digit card number and press star', 'card_number'],
    ['enter your tracking number ending with the hash key', 'tracking_number#'],
    ['Please enter your widget number.', 'widget_number'],
    ['Bitte geben Sie Ihre Kundennummer ein und bestätigen Sie mit der Rautetaste.', 'customer_number#'],
    ['Veuillez saisir votre numéro de compte suivi de la touche dièse', 'account_number#'],
    ['Ingrese su número de cuenta seguido de la tecla numeral', 'account_number#'],
    ['To enter another account number, press 2.', undefined],
    ['Your call is important to us.', undefined],
  ] as const) {
    it(`hears ${String(expected)} in "${prompt}"`, () => assert.equal(asked(prompt), expected));
  }

  it('finds the fact under the names that people give it', () => {
    assert.equal(factFor('zip', { zip_code: '90210' }), 'zip_code');
    assert.equal(factFor('date_of_birth', { DOB: '01011990' }), 'DOB');
    assert.equal(factFor('account_number', { account: '1', phone: '2' }), 'account');
    assert.equal(factFor('account_number', { phone: '2' }), undefined);
  });
});

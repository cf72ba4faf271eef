import assert from 'node:assert/strict';
import { checkOption, isOptionDue, isOtherMenu, remember } from '../../../../lib/ivr/flows/option-check';
import { understand } from '../../../../lib/ivr/understand';

const KNOWN =
  'for new policies press one for claims press two for billing press three for all other questions press four';
const check = (keys: string, known: string, heard: string, likeness = 0.8): string =>
  checkOption(remember(keys, undefined, [known]), understand(heard), likeness, true).kind;

describe('whether a menu still offers what it did', () => {
  it('knows its option under its key, and misses none that has moved', () => {
    assert.equal(check('2', KNOWN, KNOWN), 'same');
    const moved = 'for new policies press one for sales press two for claims press three for billing press four';
    assert.equal(check('2', KNOWN, moved), 'moved');
    const replaced =
      'for new policies press one for careers press two for billing press three for all other questions press four';
    assert.equal(check('2', KNOWN, replaced), 'replaced');
  });

  it('calls a word that sounds like its own, under its key, no change', () => {
    const misheard =
      'for new policies press one for the police department press two for billing press three for all other questions press four';
    assert.equal(check('2', KNOWN, misheard), 'unheard');
  });

  it('but a word of the greeting that sounds like its own says nothing', () => {
    const greeting = 'thank you for calling the bank this call may be recorded';
    const known = `${greeting} for credit cards press one for opening a new account press two`;
    assert.equal(check('1', known, `${greeting} for english press one for spanish press two`), 'replaced');
  });

  it('calls an option of which one own word was understood no change', () => {
    const known = 'for repairs press one to report a power outage press two for billing press three';
    const heard = 'for repairs press one to support a power lottery press two for billing press three';
    assert.equal(check('2', known, heard), 'unheard');
  });

  it('is not misled by a first hearing that lost the key', () => {
    const lost =
      'if you have no connection at all press if your connection is slow press two for help with email press three';
    const heard =
      'if you have no connection at all press one if your connection is slow press two for help with email press three';
    assert.equal(check('1', lost, heard), 'unheard');
  });

  it('calls a greeting beside the first key no change of the option', () => {
    const greeting = 'thank you for calling granite mutual insurance please listen carefully';
    const known = `${greeting} if you are a member press one if you are a provider press two`;
    assert.equal(check('1', known, `${greeting} if you are a press one if you are a provider press two`), 'unheard');
  });

  it('knows another menu by a list that ends before its key', () => {
    const menu = remember('3', 'to check the status of a claim', [
      'to report a new claim press one to send us documents press two to check the status of a claim press three',
    ]);
    const other = understand('for all questions about claims press one for our opening hours press two');
    assert.equal(isOtherMenu(menu, other, 0.36), true);
    const bills = remember('2', 'for questions about your bill', [
      'to set up automatic payments press one for questions about your bill press two to make a payment press three',
    ]);
    const first = understand('for all questions about billing and payments press one for opening hours press two');
    assert.equal(isOtherMenu(bills, first, 0.3), true);
    assert.equal(isOtherMenu(bills, understand('for payments press one for your bill press two'), 0.3), false);
    const departments = remember('3', 'for claims', [
      'this call may be recorded for all other questions press one for billing press two for claims press three',
    ]);
    const between = 'this call may be recorded for all questions about claims press one for opening hours press two';
    assert.equal(isOtherMenu(departments, understand(between), 0.46), true);
    const half = 'this call may be recorded for all other questions press one for billing press two';
    assert.equal(isOtherMenu(departments, understand(half), 0.9), false);
    const cut = understand('to report a new claim press one to send us documents press two to check the status of a');
    assert.equal(isOtherMenu(menu, cut, 0.9), false);
  });
});

describe('whether the answer`s option has begun', () => {
  const menu = remember('2', undefined, [KNOWN]);
  const isDue = (text: string): boolean => isOptionDue(menu, understand(text));

  it('knows it by a word of its own behind the key before', () => {
    assert.equal(isDue('for new policies press one for claims'), true);
    assert.equal(isDue('for new policies press one for'), false);
    assert.equal(isDue('for new policies press one for billing'), false);
    assert.equal(isDue('for new policies for claims'), false);
  });

  it('knows nothing where keys do not count up, or come first', () => {
    const zero = remember('0', undefined, ['for sales press one for the operator press zero']);
    assert.equal(isOptionDue(zero, understand('for sales press one for the operator')), false);
    const first = remember('2', undefined, ['press one for sales press two for claims press three for billing']);
    assert.equal(isOptionDue(first, understand('press one for sales press two for claims')), false);
  });
});

import assert from 'node:assert/strict';
import { findOptions } from '../../../lib/ivr/options';
import { tokenize } from '../../../lib/ivr/tokens';

/** "key: words" of every option. */
const options = (prompt: string): string[] =>
  findOptions(tokenize(prompt)).map(({ keys, kind, text }) => `${keys === '' ? kind : keys}: ${text}`);

describe('findOptions', () => {
  it('tells "for X press N" from "press N for X", without punctuation', () => {
    assert.deepEqual(options('for sales press one for service press two for parts press three'), [
      '1: for sales',
      '2: for service',
      '3: for parts',
    ]);
    assert.deepEqual(options('press one for sales press two for service press three for parts'), [
      '1: for sales',
      '2: for service',
      '3: for parts',
    ]);
  });

  it('reads what a recogniser makes of two, four, one, eight and zero', () => {
    assert.deepEqual(
      options('for sales press won for service press to for parts press for for hours press ate for help press oh'),
      ['1: for sales', '2: for service', '4: for parts', '8: for hours', '0: for help'],
    );
    assert.deepEqual(options('press won for sales press to for service press for for parts'), [
      '1: for sales',
      '2: for service',
      '4: for parts',
    ]);
  });

  it('reads keys whose verb is said once', () => {
    assert.deepEqual(options('Dial 1 for timetables and departures, 2 for tickets, or 3 for lost property.'), [
      '1: for timetables and departures',
      '2: for tickets',
      '3: for lost property',
    ]);
    assert.deepEqual(options('for new cars press one service two parts three').slice(1), ['2: service', '3: parts']);
  });

  it('counts keys that have no verb at all', () => {
    assert.deepEqual(options('Sales is 1. Service is 2. Parts is 3.'), ['1: sales', '2: service', '3: parts']);
    assert.deepEqual(options('for cards one for balances two for payments three to speak to us zero'), [
      '1: for cards',
      '2: for balances',
      '3: for payments',
      '0: to speak to us',
    ]);
    assert.deepEqual(options('one of our two offices is open for three hours'), []);
  });

  it('follows a menu that changes sides', () => {
    assert.deepEqual(
      options(
        'if this is urgent press one press two for appointments press three for bills all other calls press zero',
      ),
      ['1: if this is urgent', '2: for appointments', '3: for bills', '0: all other calls'],
    );
  });

  it('keeps the greeting, emergency numbers and the extension clause out of the options', () => {
    assert.deepEqual(
      options(
        'thank you for calling beacon auto if this is an emergency hang up and dial nine one one to report a claim press one for billing press two',
      ).slice(1),
      ['1: to report a claim', '2: for billing'],
    );
    assert.deepEqual(
      options(
        "if you know your party's extension you may dial it at any time for appointments press one for billing press two",
      ),
      ['extension: ', '1: for appointments', '2: for billing'],
    );
    assert.deepEqual(
      options('to pay a bill press one for permits press five if you know the extension dial it now').slice(0, 2),
      ['1: to pay a bill', '5: for permits'],
    );
  });

  it('knows press or say, say or press, star, pound, repeat, back and staying on the line', () => {
    const found = findOptions(
      tokenize(
        'To track a package, say track or press 1. Press or say 2 for rates. For a list press the pound key. To hear this again, press star. For the main menu, press 9. Or stay on the line for an agent.',
      ),
    );
    assert.deepEqual(
      found.map(({ keys, kind, say }) => [keys, kind, say]),
      [
        ['1', 'choice', 'track'],
        ['2', 'choice', undefined],
        ['#', 'choice', undefined],
        ['*', 'repeat', undefined],
        ['9', 'back', undefined],
        ['', 'stay', undefined],
      ],
    );
  });

  it('takes no word for a property of the tables', () => {
    // Between no key and two it is a one, however it was heard.
    assert.deepEqual(options('for billing press constructor for sales press two'), ['1: for billing', '2: for sales']);
    assert.deepEqual(options('para constructor marque dos'), ['2: para constructor']);
  });

  it('takes quantities and terminators for what they are', () => {
    assert.deepEqual(options('please enter your ten digit account number then press pound'), []);
    assert.deepEqual(options('for sales press 1 for billing do not press 2 press 3'), [
      '1: for sales',
      '3: for billing do not press 2',
    ]);
    assert.deepEqual(options('please enter your number followed by the pound key press star to cancel'), [
      '*: to cancel',
    ]);
    assert.deepEqual(options('you can press one of the following keys within two minutes'), []);
    assert.deepEqual(options('when you have finished, press the star key'), []);
    assert.deepEqual(options('call one eight hundred five five five'), []);
  });

  it('reads German, French and Spanish, and several languages in one prompt', () => {
    assert.deepEqual(options('Für Rechnungen drücken Sie die 1. Bei Störungen drücken Sie die 2.'), [
      '1: fur rechnungen',
      '2: bei storungen',
    ]);
    assert.deepEqual(
      options('appuyez sur la touche un pour une commande sur la touche deux pour un retour').map((line) =>
        line.slice(0, 10),
      ),
      ['1: pour un', '2: pour un'],
    );
    assert.deepEqual(options('para ventas oprima uno para pagos marque el dos'), ['1: para ventas', '2: para pagos']);
    assert.deepEqual(
      findOptions(tokenize('For English press 1. Para español oprima el 2. Für Deutsch drücken Sie die 3.')).map(
        ({ keys, language }) => keys + (language ?? ''),
      ),
      ['1en', '2es', '3de'],
    );
  });
});

describe('a key that was not understood', () => {
  const keys = (text: string): string[] => findOptions(tokenize(text)).map((option) => `${option.keys} ${option.text}`);

  it('is known by the count of its neighbours', () => {
    assert.deepEqual(keys('for sales press line for support press two for billing press three'), [
      '1 for sales',
      '2 for support',
      '3 for billing',
    ]);
    assert.deepEqual(keys('for sales press one for support press send for billing press three'), [
      '1 for sales',
      '2 for support',
      '3 for billing',
    ]);
  });

  it('does not take the begin of a garbled option for an answer', () => {
    assert.deepEqual(keys('for help with an order press one for technical help press two for no may'), [
      '1 for help with an order',
      '2 for technical help',
    ]);
  });

  it('leaves the words before it to it, also at the end', () => {
    const heard =
      'do establish is sales partnership press one to speak with a customer advocate press two for accounting press three for a company directory press full enter for an operator press severe';
    assert.deepEqual(keys(heard).slice(1, 3), ['2 to speak with a customer advocate', '3 for accounting']);
  });

  it('stays unknown where the count does not tell it', () => {
    assert.ok(!keys('for sales press line for support press three').some((option) => option.startsWith('1 for sales')));
  });
});

import assert from 'node:assert/strict';
import { maskSecrets, SecretMask } from '../../../lib/ivr/mask-secrets';

describe('masking secrets in what a company says', () => {
  const masks = (values: readonly string[], cases: readonly (readonly [string, string])[]): void => {
    for (const [spoken, masked] of cases) {
      it(`"${spoken}"`, () => assert.equal(maskSecrets(spoken, values), masked));
    }
  };

  masks(
    ['4711815', '0099', 'bluebird'],
    [
      ['You entered four seven one one eight one five. Press 1.', 'You entered [secret]. Press 1.'],
      ['you entered 4711815, is that right?', 'you entered [secret], is that right?'],
      ['account 47 11 815', 'account [secret]'],
      ['forty seven eleven eight fifteen, thank you', '[secret], thank you'],
      ['the number ending in one eight one five', 'the number ending in [secret]'],
      ['the number ending in eight one five', 'the number ending in [secret]'],
      ['your pin is oh oh nine nine', 'your pin is [secret]'],
      ['Sie haben vier sieben eins eins eingegeben', 'Sie haben [secret] eingegeben'],
      ['the password bluebird is correct', 'the password [secret] is correct'],
      ['the password Blue Bird is correct', 'the password [secret] is correct'],
    ],
  );

  describe('that mix letters and digits', () => {
    masks(
      ['AB12CD34', 'hunter2x', 'XQ-774-O'],
      [
        ['your policy number is AB12CD34 is that right', 'your policy number is [secret] is that right'],
        ['your policy number is ab12 cd34', 'your policy number is [secret]'],
        ['your policy number is AB 12 CD 34.', 'your policy number is [secret].'],
        ['you said a b one two c d three four', 'you said [secret]'],
        ['alpha bravo one two charlie delta three four, correct?', '[secret], correct?'],
        ['A as in alpha, B as in boy, one, two, C as in cat', '[secret]'],
        ['a for apple b like bravo 1 2', '[secret]'],
        ['A wie Anton B wie Berta eins zwei', '[secret]'],
        ['ending in see dee three four', 'ending in [secret]'],
        ['ending in CD34', 'ending in [secret]'],
        ['password Hunter2X ok', 'password [secret] ok'],
        ['password hunter two x ok', 'password [secret] ok'],
        ['x q double seven four o', '[secret]'],
        ['it is x-ray quebec seven seven four zero', 'it is [secret]'],
      ],
    );
  });

  describe('in other ways to read a number', () => {
    masks(
      ['47711'],
      [
        ['you entered four double seven one one', 'you entered [secret]'],
        ['four triple seven one one is wrong', '[secret] is wrong'],
        ['forty-seven thousand seven hundred eleven', '[secret]'],
        ['vier doppel sieben eins eins', '[secret]'],
      ],
    );
    masks(
      ['4711'],
      [
        ['sie haben siebenundvierzig elf eingegeben', 'sie haben [secret] eingegeben'],
        ['viertausendsiebenhundertelf', '[secret]'],
        ['forty seven hundred eleven', '[secret]'],
        ['vous avez saisi quarante-sept onze', 'vous avez saisi [secret]'],
        ['usted marcó cuarenta y siete once, gracias', 'usted marcó [secret], gracias'],
        ['cuatro mil setecientos once', '[secret]'],
        ['lei ha inserito quarantasette undici', 'lei ha inserito [secret]'],
        ['zevenenveertig elf', '[secret]'],
        ['four seven won one', '[secret]'],
      ],
    );
    masks(['979216'], [['quatre-vingt-dix-sept quatre-vingt-douze seize', '[secret]']]);
    masks(['5215'], [['fünf zwei eins fünf haben Sie gewählt', '[secret] haben Sie gewählt']]);
    masks(['4082'], [['it was four zero for eight to', 'it was four zero for eight to']]);
    masks(['40482'], [['it was four zero for eight two', 'it was [secret]']]);
    masks(['123400'], [['account one two three thousand four hundred', 'account [secret]']]);
    masks(['471'], [['the code is four seven one, and', 'the code is [secret], and']]);
    masks(['471'], [['the code is 471 471', 'the code is [secret]']]);
    masks(['471'], [['der Code ist vierhunderteinundsiebzig', 'der Code ist [secret]']]);
    masks(['4711815'], [['did you enter four seven nine one eight one five', 'did you enter [secret]']]);
  });

  describe('that are dates', () => {
    masks(
      ['03041980'],
      [
        ['born march fourth nineteen eighty, correct?', 'born [secret], correct?'],
        ['the 4th of March 1980', 'the [secret]'],
        ['March 4, please', '[secret], please'],
        ['3/4/80', '[secret]'],
        ['born 4. 3. 1980', 'born [secret]'],
        ['born in nineteen eighty', 'born in [secret]'],
        ['we are closed on march fifth', 'we are closed on march fifth'],
        ['we may be closed on may fourth', 'we may be closed on may fourth'],
      ],
    );
    masks(['1980-03-04'], [['am vierten März neunzehnhundertachtzig', 'am [secret]']]);
  });

  describe('over several utterances', () => {
    const told = (value: string, ...utterances: string[]): string[] => {
      const mask = new SecretMask();
      mask.keep([value]);
      return utterances.map((text, index) => mask.maskFinal(text, index * 4, index * 4 + 3));
    };

    it('three digits and three', () => {
      assert.deepEqual(told('471181', 'you entered four seven one', 'one eight one is that correct'), [
        'you entered [secret]',
        '[secret] is that correct',
      ]);
    });

    it('pair by pair: of no more than the first is told', () => {
      assert.deepEqual(told('471181', 'you entered 47', '11', 'and 81, is that correct'), [
        'you entered 47',
        '[secret]',
        'and [secret], is that correct',
      ]);
    });

    it('digit by digit', () => {
      const heard = told('4711815', 'four', 'seven', 'one', 'one', 'eight', 'one', 'five', 'thank you');
      assert.deepEqual(heard, ['four', 'seven', ...new Array<string>(5).fill('[secret]'), 'thank you']);
    });

    it('letters, too', () => {
      assert.deepEqual(told('AB12CD34', 'you said A B one', 'two C D', 'three four'), [
        'you said [secret]',
        '[secret]',
        '[secret]',
      ]);
    });

    it('a menu that follows stays', () => {
      const heard = told('4711815', 'You entered 4711815.', 'One for yes, two for no.');
      assert.deepEqual(heard, ['You entered [secret].', 'One for yes, two for no.']);
    });

    it('only what follows soon is the same number', () => {
      const mask = new SecretMask();
      mask.keep(['4711']);
      assert.equal(mask.maskFinal('for sales press 47', 0, 2), 'for sales press 47');
      assert.equal(mask.mask('11 minutes to wait', 60), '11 minutes to wait');
      assert.equal(mask.mask('11 minutes to wait', 3), '[secret] minutes to wait');
    });
  });

  it('leaves alone what tells nothing', () => {
    const values = ['4711815', '0099', 'bluebird', 'AB12CD34', '03041980', '774', '5352055424'];
    const harmless = [
      'Press one for sales, two for service, or call 1 800 555 0100 between 8 and 17 hours.',
      'For billing press one. For sales press four. For anything else press seven one.',
      'Press 4, or 7, or 1. To repeat press star.',
      'You are number 47 in the queue. Your wait is about 11 minutes.',
      'Are you a member? I see. Why are you calling? Be sure to have a pen ready.',
      'If you know your party extension dial it now. A B and C are options.',
      'Drücken Sie die Eins für den Vertrieb, die Zwei für den Service.',
      'Pour le service clients, tapez un, pour la facturation, tapez deux.',
      'We may be able to help you once a day, in march or in may.',
      'Your wait is about twenty five minutes.',
    ];
    for (const text of harmless) assert.equal(maskSecrets(text, values), text);
    assert.equal(maskSecrets('anything 1234', []), 'anything 1234');
  });

  it('survives whatever a stranger says', () => {
    const hostile = [
      '',
      '\u0000',
      '12'.repeat(3000),
      'a '.repeat(3000),
      'double '.repeat(2000),
      'hundred '.repeat(2000),
    ];
    const beganAt = performance.now();
    for (const text of [...hostile, 'constructor __proto__ valueOf 4711', 'ﬃ ﷺ 4711 \ud800']) {
      const masked = maskSecrets(text, ['4711', 'AB12CD34', 'constructor', '(.*)+', '$&$1']);
      assert.doesNotMatch(masked, /4711|constructor/);
    }
    assert.ok(performance.now() - beganAt < 2000);
  });
});

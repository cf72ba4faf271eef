import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { allMenus, menusTo, promptTexts } from '../../../lib/phone-tree/menu-text';
import { mustParse, scriptOf } from './paper-line';

const acme = mustParse(readFileSync(path.join(__dirname, '../../../lib/phone-tree/companies/acme.yaml'), 'utf8'));
const extension = acme.extensions.get('acme')!;

function keys(goal: string | null): string | undefined {
  return menusTo(acme, extension, goal)
    ?.map((menu) => `${menu.name}:${menu.press}`)
    .join(' ');
}

describe('phone-tree menu texts', () => {
  it('lists what is heard at each menu on the way to a goal', () => {
    assert.deepEqual(menusTo(acme, extension, 'robert'), [
      {
        name: 'main',
        press: '2',
        text: 'Thank you for calling Acme Widgets. For sales, press 1. For support, press 2. For billing, press 3. For an operator, press 0.',
      },
      {
        name: 'support',
        press: '1',
        text: 'For help with an order, press 1. For technical help, press 2. For the main menu, press 9.',
      },
    ]);
  });

  it('understands a goal as section, person, queue, words of a menu, or nobody in particular', () => {
    assert.equal(keys('billing'), 'main:3');
    assert.equal(keys('alan'), 'main:0');
    assert.equal(keys('support-queue'), 'main:2 support:1');
    assert.equal(keys('Technical help'), 'main:2 support:2');
    assert.equal(keys(null), 'main:0');
    assert.equal(keys('the moon'), undefined);
  });

  it('asks for digits on the way', () => {
    const script = mustParse(
      scriptOf(
        '- say: hi\n- read_digits: pin\n  prompt: number\n  length: 4\n  terminator: "#"\n  expected: "2580"\n- human: ann',
      ),
    );
    assert.deepEqual(menusTo(script, script.extensions.get('x')!), [
      { name: 'pin', press: '2580#', text: 'Welcome. Enter your number.' },
    ]);
  });

  it('ends in a script whose menus lead round in a circle', () => {
    const script = mustParse(
      scriptOf('- goto: a', 'sections: { a: [{ menu: a, prompt: ask, keys: { 1: b } }], b: [{ goto: a }] }'),
    );
    assert.equal(menusTo(script, script.extensions.get('x')!, 'ann'), null);
  });

  it('lists all menus, nearest first, for a goal that is not in the script', () => {
    assert.deepEqual(
      allMenus(acme, extension).map((menu) => menu.name),
      ['main', 'support', 'account-number'],
    );
  });

  it('lists every text of an extension', () => {
    const texts = promptTexts(acme, extension);
    assert.ok(texts.includes('Sorry, that is not a valid choice.'));
    assert.ok(texts.includes('Good afternoon, Acme Widgets, Alan speaking.'));
    assert.ok(!texts.some((text) => text.includes('after the tone')));
  });
});

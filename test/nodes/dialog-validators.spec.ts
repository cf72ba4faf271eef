import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { parseDialSteps } from '../../lib/ivr/dial-steps';

type Validate = (this: object, value: string, options?: unknown) => boolean;

/** The fields of an edit dialog, as its HTML gives them to the editor; no dialog is open. */
function fieldsOf(type: string): Record<string, { validate: Validate }> {
  const html = readFileSync(path.join(__dirname, '..', '..', 'nodes', `${type}.html`), 'utf8');
  const [, script] = /<script type="text\/javascript">(.*?)<\/script>/s.exec(html)!;
  let fields: Record<string, { validate: Validate }> = {};
  const typedInput = () => () => true;
  runInNewContext(script!, {
    $: () => ({ length: 0, val: () => undefined }),
    RED: {
      validators: { typedInput, number: () => () => true },
      nodes: {
        registerType: (_: string, definition: { defaults: typeof fields }) => {
          fields = definition.defaults;
        },
      },
    },
  });
  return fields;
}

describe('the edit dialogs', () => {
  const steps = fieldsOf('ivr-navigate').steps!.validate;
  const byText = { mode: 'steps', stepsType: 'str' };

  for (const text of [
    'wait 2 wait 1',
    'wait 2 then 1',
    'wait 3s 4711815#',
    'wait 500ms, 2, wait 2 minutes, 1',
    'wait 3 s 2',
    'wait, press 1; wait -> 2',
    '1,,2p3',
    'wait {{secret:account}}#',
    'wait {{ secret: pin }} 1',
    '12ab',
    'D',
    'wait',
    'pause 1.5s',
    'wiat 2 then 1',
    'wait 2 tehn 1',
    'wait three',
    'wait 3h',
    'say hello',
    'p',
    'a',
    'then',
    '',
    '{{secret:1}}',
    '{{account}}',
    '2 s',
  ]) {
    it(`judge the steps "${text}" as the gateway does`, () => {
      assert.equal(steps.call(byText, text), parseDialSteps(text).ok);
    });
  }

  it('judge no steps that are not used, or not known yet', () => {
    assert.equal(steps.call({ mode: 'menus', stepsType: 'str' }, 'wiat'), true);
    assert.equal(steps.call({ mode: 'steps', stepsType: 'msg' }, 'wiat'), true);
    assert.equal(steps.call(byText, '${STEPS}'), true);
  });

  it('ask for the account when no practice company is chosen', () => {
    const { user, domain } = fieldsOf('sip-gateway');
    for (const field of [user!, domain!]) {
      assert.equal(field.validate.call({ phoneTree: '' }, ' '), false);
      assert.equal(field.validate.call({ phoneTree: 'tree' }, ''), true);
      assert.equal(field.validate.call({ phoneTree: '' }, 'x'), true);
    }
  });
});

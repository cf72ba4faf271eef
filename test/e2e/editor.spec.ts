/// <reference lib="dom.iterable" />
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { openEditor, screenshot } from './support/chromium';
import {
  FIRST_EXAMPLE,
  LISTENING_EXAMPLE,
  closeNode,
  deploy,
  importExample,
  openConfig,
  openNode,
  saveConfig,
  seenBadges,
  untranslated,
  waitForBadge,
  watchBadges,
} from './support/editor';
import { nodeRed5 } from './support/installed-package';
import { NodeRedProcess } from '../support/node-red-process';

describe('the first example in the editor', function () {
  this.bail(true);
  let host: NodeRedProcess;
  let browser: Browser;
  let page: Page;

  before(async () => {
    host = await NodeRedProcess.start(nodeRed5());
    ({ browser, page } = await openEditor(host.url));
  });
  after(async () => {
    await browser.close();
    await host.stop();
  });

  it('is imported, deployed, started with its button, and the badges go from dialing to connected', async () => {
    await importExample(page, FIRST_EXAMPLE);
    await watchBadges(page);
    await page.click('#red-ui-header-button-deploy');
    await host.waitFor(/answers calls at sip:/, 15_000);
    await page.waitForFunction(() =>
      document.querySelector('#red-ui-header-button-deploy')!.classList.contains('disabled'),
    );
    await screenshot(page, 'example-deployed');

    await page.click('.red-ui-flow-node-group:has-text("call Acme") .red-ui-flow-node-button-button');
    const shots = new Map([
      [/^on hold/, 'example-on-hold'],
      [/^ringing you/, 'example-ringing'],
    ]);
    for (const [badge, name] of shots) {
      await waitForBadge(page, badge, 60_000);
      await screenshot(page, name);
    }
    await waitForBadge(page, /^connected$/, 60_000);
    await screenshot(page, 'example-connected');

    const badges = await seenBadges(page);
    const expected = [
      // On loopback the 180 comes so fast that "dialing" may never be drawn.
      /^(dialing|ringing)$/,
      /^in the menu$/,
      /^pressed 2$/,
      /^pressed 1$/,
      /^on hold \d+:\d\d$/,
      /^(human|ringing you)$/,
      /^connected$/,
    ];
    let from = 0;
    for (const badge of expected) {
      const index = badges.findIndex((text, position) => position >= from && badge.test(text));
      assert.notEqual(index, -1, `no badge ${String(badge)} after ${String(from)} in ${JSON.stringify(badges)}`);
      from = index;
    }
  });

  it('ends the call with the "hang up" button', async () => {
    await page.click('.red-ui-flow-node-group:has-text("hang up") .red-ui-flow-node-button-button');
    await waitForBadge(page, /^ended/, 10_000);
    await screenshot(page, 'example-ended');
  });

  for (const label of ['call 5550100', 'press 2, 1', 'hold detect', 'ring my phone']) {
    it(`opens the dialog of "${label}" with every field valid`, async () => {
      await openNode(page, label);
      await screenshot(page, `dialog-${label.replaceAll(/[^a-z0-9]+/g, '-')}`);
      assert.equal(await page.locator('.red-ui-tray .input-error:visible').count(), 0);
      assert.deepEqual(await untranslated(page), []);
      await closeNode(page);
    });
  }

  for (const [id, label] of [
    ['sip-gateway', 'Demo gateway'],
    ['phone-tree', 'Acme'],
  ] as const) {
    it(`opens the dialog of the config node ${label}`, async () => {
      await openConfig(page, id);
      await screenshot(page, `dialog-${id}`);
      for (const tab of await page.locator('.red-ui-tray #sip-gateway-tabs li a').all()) {
        await tab.click();
        await page.waitForTimeout(150);
        await screenshot(page, `dialog-${id}-${(await tab.innerText()).trim().toLowerCase()}`);
      }
      assert.deepEqual(await untranslated(page), []);
      await page.click('#node-config-dialog-cancel');
      await page.waitForSelector('.red-ui-tray', { state: 'detached' });
    });
  }
});

describe('the second example in the editor', function () {
  this.bail(true);
  let host: NodeRedProcess;
  let browser: Browser;
  let page: Page;

  before(async () => {
    host = await NodeRedProcess.start(nodeRed5());
    ({ browser, page } = await openEditor(host.url));
    await importExample(page, LISTENING_EXAMPLE);
  });
  after(async () => {
    await browser.close();
    await host.stop();
  });

  it('finds the way by listening, and writes down what the company says', async () => {
    await watchBadges(page);
    await page.click('#red-ui-header-button-deploy');
    await host.waitFor(/answers calls at sip:/, 15_000);
    await page.waitForFunction(() =>
      document.querySelector('#red-ui-header-button-deploy')!.classList.contains('disabled'),
    );
    await page.click('.red-ui-flow-node-group:has-text("call Acme") .red-ui-flow-node-button-button');
    await waitForBadge(page, /^pressed 2$/, 60_000);
    await waitForBadge(page, /press \w/, 60_000);
    await screenshot(page, 'listening-menu');
    await waitForBadge(page, /^pressed [12]$/, 60_000);
    await waitForBadge(page, /^on hold/, 60_000);
    await screenshot(page, 'listening-on-hold');
    await waitForBadge(page, /^connected$/, 90_000);
    await screenshot(page, 'listening-connected');
    await page.click('.red-ui-flow-node-group:has-text("hang up") .red-ui-flow-node-button-button');
    await waitForBadge(page, /^ended/, 10_000);
  });

  for (const label of ['ivr navigate', 'transcribe', 'hold detect']) {
    it(`opens the dialog of "${label}" with every field valid`, async () => {
      await openNode(page, label);
      await screenshot(page, `dialog-listening-${label.replaceAll(' ', '-')}`);
      assert.equal(await page.locator('.red-ui-tray .input-error:visible').count(), 0);
      assert.deepEqual(await untranslated(page), []);
      await closeNode(page);
    });
  }

  it('shows of "ivr navigate" what belongs to the way chosen', async () => {
    await openNode(page, 'ivr navigate');
    const fields = { listen: '#node-input-askModel', steps: '#node-input-steps + *', menus: '#node-input-menus' };
    for (const mode of ['steps', 'menus', 'listen'] as const) {
      await page.selectOption('#node-input-mode', mode);
      for (const [name, field] of Object.entries(fields)) {
        assert.equal(await page.isVisible(field), name === mode, `${field} of ${name} while ${mode}`);
      }
      assert.equal(await page.isVisible('#node-input-goal + *'), mode !== 'steps');
      assert.equal(await page.locator('.red-ui-tray .input-error:visible').count(), 0);
    }
    await closeNode(page);
  });

  it('shows of "hold detect" the consent with the folder only when clips are to be kept', async () => {
    await openNode(page, 'hold detect');
    assert.equal(await page.isVisible('#node-input-clipsFolder'), false);
    await page.check('#node-input-keepClips');
    assert.equal(await page.isVisible('#node-input-clipsFolder'), true);
    assert.equal(await page.isVisible('.hold-detect-clips.form-tips'), true);
    await screenshot(page, 'dialog-hold-detect-clips');
    await closeNode(page);
  });
});

describe('the secrets of a gateway in the editor', function () {
  this.bail(true);
  let host: NodeRedProcess;
  let browser: Browser;
  let page: Page;

  before(async () => {
    host = await NodeRedProcess.start(nodeRed5());
    ({ browser, page } = await openEditor(host.url));
    await importExample(page, FIRST_EXAMPLE);
  });
  after(async () => {
    await browser.close();
    await host.stop();
  });

  const editor = '#node-config-input-secrets';
  const shown = (): Promise<string> => page.innerText('#sip-gateway-secrets-stored');

  async function openSecrets(): Promise<void> {
    await openConfig(page, 'sip-gateway');
    await page.click('#sip-gateway-tabs a:has-text("Secrets")');
  }

  async function saveAndDeploy(): Promise<void> {
    await saveConfig(page);
    await deploy(page);
  }

  /** What every open editor may ask for. */
  function credentials(): Promise<Record<string, unknown>> {
    return host.get('/credentials/sip-gateway/a1f0c0de0000001e');
  }

  it('are entered, and never come back: only their number and names do', async () => {
    await openSecrets();
    assert.equal(await shown(), 'none');
    await page.fill(editor, '0815');
    assert.equal(await page.locator(`${editor}.input-error`).count(), 1);
    assert.match(await page.innerText('#sip-gateway-secrets-wrong:visible'), /^Line 1 is not "name = value"/);
    await screenshot(page, 'dialog-secrets-wrong');
    await page.fill(editor, 'account = 4711815\npin = 99');
    assert.equal(await page.locator(`${editor}.input-error`).count(), 0);
    assert.equal(await page.isVisible('#sip-gateway-secrets-wrong'), false);
    await saveAndDeploy();
    assert.deepEqual(await credentials(), { has_password: false, has_secrets: true });
    assert.doesNotMatch(JSON.stringify(await host.get('/flows')), /4711815/);
    await page.reload();
    await page.waitForSelector('.red-ui-flow-node-group');
    await page.waitForTimeout(1000);
    await openSecrets();
    assert.equal(await shown(), '2 stored: account, pin');
    assert.equal(await page.isVisible(editor), false);
    await screenshot(page, 'dialog-secrets-stored');
  });

  it('stay when "replace" is pressed and nothing entered', async () => {
    await page.click('#sip-gateway-secrets-replace');
    await page.fill('#node-config-input-name', 'Renamed');
    await saveAndDeploy();
    assert.equal((await credentials()).has_secrets, true);
    await openSecrets();
    assert.equal(await shown(), '2 stored: account, pin');
  });

  it('are replaced', async () => {
    await page.click('#sip-gateway-secrets-replace');
    await page.fill(editor, 'customer = 5');
    await screenshot(page, 'dialog-secrets-replace');
    await saveAndDeploy();
    await openSecrets();
    assert.match(await shown(), /^1 stored: customer$/);
  });

  it('are cleared', async () => {
    const clear = page.locator('#sip-gateway-secrets-clear');
    await clear.click();
    await saveAndDeploy();
    assert.equal((await credentials()).has_secrets, false);
    await openSecrets();
    assert.equal(await shown(), 'none');
  });
});

/// <reference lib="dom.iterable" />
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { openEditor, screenshot } from './support/chromium';
import { LISTENING_EXAMPLE, deploy, importExample, openConfig, saveConfig, untranslated } from './support/editor';
import { nodeRed5 } from './support/installed-package';
import { NodeRedProcess } from '../support/node-red-process';

interface FlowsNode {
  readonly id: string;
  readonly type: string;
  readonly speechService?: string;
  readonly llmService?: string;
}

describe('the services of a gateway in the editor', function () {
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

  const rows = '.red-ui-tray #speech-service-speechToText > li';
  const notes = (): Promise<string[]> => page.locator(`${rows} .speech-service-note`).allInnerTexts();
  const valid = (): Promise<number> => page.locator('.red-ui-tray .input-error:visible').count();

  async function addRow(kind: string): Promise<void> {
    await page.click('.red-ui-tray #speech-service-tab-speechToText .red-ui-editableList-addButton');
    await page.locator(`${rows} select`).last().selectOption(kind);
  }

  it('a new speech service is what is built in, and says where the audio of each service goes', async () => {
    await openConfig(page, 'sip-gateway');
    await page.click('#sip-gateway-tabs a:has-text("Speech")');
    await screenshot(page, 'dialog-sip-gateway-speech');
    await page.click('#node-config-input-btn-speechService-add');
    await page.waitForSelector('#speech-service-tabs', { state: 'visible' });
    await page.waitForTimeout(400);
    assert.equal(await valid(), 0);
    assert.deepEqual(await untranslated(page), []);
    assert.match((await notes()).join(), /^Stays on this machine\. English menus/);
    await screenshot(page, 'dialog-speech-service');

    await addRow('deepgram');
    assert.equal(await page.locator(`${rows} .speech-service-key.input-error`).count(), 1);
    await page.locator(`${rows} .speech-service-key:visible`).fill('dg-SECRET-1');
    assert.equal(await valid(), 0);
    await addRow('wyoming');
    await page.locator(`${rows} .speech-service-host:visible`).fill('homeassistant.local');
    const [, deepgram, wyoming] = await notes();
    assert.match(deepgram!, /api\.deepgram\.com, outside of this house/);
    assert.match(wyoming!, /your network \(homeassistant\.local\)/);
    await page.check('#node-config-input-audioStaysInHouse');
    assert.match((await notes())[1]!, /^Not asked/);
    await screenshot(page, 'dialog-speech-service-rows');
    await page.uncheck('#node-config-input-audioStaysInHouse');
    for (const tab of ['Speaking', 'Limits']) {
      await page.click(`#speech-service-tabs a:has-text("${tab}")`);
      await page.waitForTimeout(150);
      assert.deepEqual(await untranslated(page), []);
      await screenshot(page, `dialog-speech-service-${tab.toLowerCase()}`);
    }
    await page.fill('#node-config-input-name', 'My speech');
    await saveConfig(page);
  });

  it('a new language model says what leaves this house, and wants a model', async () => {
    await page.click('#node-config-input-btn-llmService-add');
    await page.waitForSelector('#llm-service-leaves', { state: 'visible' });
    await page.waitForTimeout(400);
    assert.equal(await page.locator('#node-config-input-model.input-error').count(), 1);
    await page.fill('#node-config-input-model', 'some-model');
    await page.fill('#node-config-input-baseUrl', 'http://127.0.0.1:11434/v1');
    await page.locator('.red-ui-tray #node-config-input-apiKey').fill('llm-SECRET-2');
    assert.equal(await valid(), 0);
    assert.match(await page.innerText('#llm-service-leaves'), /^To 127\.0\.0\.1:11434: /);
    assert.deepEqual(await untranslated(page), []);
    await screenshot(page, 'dialog-llm-service');
    await saveConfig(page);
    await saveConfig(page);
    await deploy(page);
  });

  async function flows(): Promise<FlowsNode[]> {
    return host.get<FlowsNode[]>('/flows');
  }
  async function idOf(type: string): Promise<string> {
    return (await flows()).find((node) => node.type === type)!.id;
  }
  const storedKeys = async (): Promise<string[]> =>
    Object.entries(await host.get<object>(`/credentials/speech-service/${await idOf('speech-service')}`))
      .filter(([, value]) => value !== false)
      .map(([name]) => name);

  it('are deployed with the gateway; their keys never come back', async () => {
    const all = await flows();
    const gateway = all.find(({ type }) => type === 'sip-gateway')!;
    assert.deepEqual(
      [gateway.speechService, gateway.llmService],
      [await idOf('speech-service'), await idOf('llm-service')],
    );
    assert.doesNotMatch(JSON.stringify(all), /SECRET/);
    const { speechToText } = all.find(({ type }) => type === 'speech-service')! as unknown as {
      speechToText: { key?: string }[];
    };
    assert.deepEqual(await storedKeys(), [`has_${speechToText[1]!.key!}`]);
    assert.doesNotMatch(host.output, /SECRET/);
    await page.reload();
    await page.waitForSelector('.red-ui-flow-node-group');
    await page.waitForTimeout(1000);
    await openConfig(page, 'speech-service');
    assert.equal(await page.locator(`${rows} .speech-service-key:visible`).inputValue(), '__PWRD__');
    assert.equal(await valid(), 0);
  });

  it('a key goes with its row', async () => {
    await page.locator(rows).nth(1).locator('.red-ui-editableList-item-remove').click();
    await page.waitForTimeout(600);
    assert.equal(await page.locator(rows).count(), 2);
    await saveConfig(page);
    await deploy(page);
    assert.deepEqual(await storedKeys(), []);
  });
});

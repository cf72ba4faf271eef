/// <reference lib="dom.iterable" />
/** The dialogs as they are seen: nothing cut off, nothing without a name, in a wide tray and in one of 320 pixels. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { openEditor, screenshot } from './support/chromium';
import { addConfig, closeNode, importExample, LISTENING_EXAMPLE, openNode, untranslated } from './support/editor';
import { cutOff, setTrayWidth, trayWidth, unnamed } from './support/dialog-look';
import { nodeRed5 } from './support/installed-package';
import { NodeRedProcess } from '../support/node-red-process';

/**
 * As the editor opens it, and the small window of a phone held upright. The gateway is looked at in the first alone: six
 * tabs in a row are as wide as they are, in the dialogs of Node-RED's own nodes too.
 */
const WIDTHS = [null, 320] as const;

/** Beyond it a dialog covers the palette in a window of 1440 pixels. */
const WIDEST = 700;

interface Look {
  /** What this look is of, as part of the name of its picture. */
  readonly name: string;
  /** Brings it about. */
  act?(page: Page): Promise<void>;
}

async function choose(page: Page, select: string, value: string): Promise<void> {
  await page.selectOption(select, value);
}

const AS_OPENED: Look = { name: 'as opened' };

const tab = (tabs: string, label: string): Look => ({
  name: label.toLowerCase(),
  act: (page) => page.click(`#${tabs} a:has-text("${label}")`),
});

/** A row of every kind there is. */
const rows = (list: string, label: string): Look => ({
  name: `${label.toLowerCase()}, all services`,
  act: async (page) => {
    await page.click(`#speech-service-tabs a:has-text("${label}")`);
    const items = page.locator(`.red-ui-tray #speech-service-${list} > li`);
    const kinds = await items
      .first()
      .locator('select option')
      .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
    for (const kind of kinds.filter((value) => value !== 'embedded')) {
      await page.click(`.red-ui-tray #speech-service-tab-${list} .red-ui-editableList-addButton`);
      await items.last().locator('select').selectOption(kind);
    }
  },
});

const NODES: readonly (readonly [label: string, looks: readonly Look[]])[] = [
  ['call 5550100', [AS_OPENED]],
  [
    'ivr navigate',
    ['listen', 'steps', 'menus'].map((mode) => ({
      name: mode,
      act: (page) => choose(page, '#node-input-mode', mode),
    })),
  ],
  ['transcribe', [AS_OPENED]],
  ['hold detect', [AS_OPENED, { name: 'clips', act: (page) => page.check('#node-input-keepClips') }]],
  ['ring my phone', [AS_OPENED]],
];

const CONFIGS: readonly (readonly [type: string, looks: readonly Look[]])[] = [
  [
    'llm-service',
    [
      AS_OPENED,
      {
        name: 'anthropic',
        act: (page) => choose(page, '#node-config-input-kind', 'anthropic'),
      },
    ],
  ],
  [
    'speech-service',
    [
      AS_OPENED,
      {
        name: 'german',
        act: (page) => page.fill('#node-config-input-language', 'de'),
      },
      {
        name: 'speaking german',
        act: (page) => page.click('#speech-service-tabs a:has-text("Speaking")'),
      },
      rows('textToSpeech', 'Speaking'),
      rows('speechToText', 'Understanding'),
      tab('speech-service-tabs', 'Limits'),
    ],
  ],
  [
    'sip-gateway',
    ['Account', 'Devices', 'Numbers', 'Speech', 'Secrets', 'Network'].map((label) => tab('sip-gateway-tabs', label)),
  ],
  ['phone-tree', [AS_OPENED]],
];

describe('the dialogs in the editor', () => {
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

  async function look(dialog: string, looks: readonly Look[], widths: readonly (number | null)[]): Promise<void> {
    const problems: string[] = [];
    const opened = await trayWidth(page);
    if (opened > WIDEST) problems.push(`it opens ${Math.round(opened)} pixels wide`);
    for (const { name, act } of looks) {
      await setTrayWidth(page, null);
      await act?.(page);
      await page.waitForTimeout(150);
      assert.deepEqual(await untranslated(page), []);
      problems.push(...(await unnamed(page)).map((what) => `${name}: ${what} has no name`));
      for (const width of widths) {
        await setTrayWidth(page, width);
        // In a small window a long option or placeholder may be cut: the label and the field itself are there.
        const texts = width === null;
        problems.push(...(await cutOff(page, { texts })).map((what) => `${name}, ${width ?? 'as opened'}: ${what}`));
        await screenshot(page, `look-${dialog}-${name}-${width ?? 'wide'}`.replaceAll(/[^\w-]+/g, '-'));
      }
    }
    assert.deepEqual(problems, []);
  }

  for (const [label, looks] of NODES) {
    it(`"${label}"`, async () => {
      await openNode(page, label);
      try {
        await look(label, looks, WIDTHS);
      } finally {
        await closeNode(page);
      }
    });
  }

  for (const [type, looks] of CONFIGS) {
    it(`a new ${type}`, async () => {
      await addConfig(page, type);
      try {
        await look(type, looks, type === 'sip-gateway' ? [null] : WIDTHS);
      } finally {
        await page.click('#node-config-dialog-cancel');
        await page.waitForSelector('.red-ui-tray', { state: 'detached' });
      }
    });
  }
});

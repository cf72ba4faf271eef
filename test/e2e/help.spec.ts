/// <reference lib="dom.iterable" />
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { NodeRedProcess } from '../support/node-red-process';
import { openEditor, screenshot } from './support/chromium';
import { nodeRed5 } from './support/installed-package';

interface EditorRed {
  sidebar: { help: { show(type: string): void } };
}

const TYPES = [
  ...['sip-call', 'ivr-navigate', 'hold-detect', 'connect-user', 'transcribe'],
  ...['sip-gateway', 'phone-tree', 'speech-service', 'llm-service'],
];

/** What is rendered quickly and offline in test/nodes/help.spec.ts, as a reader meets it. */
describe('the help in the sidebar', () => {
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

  for (const type of TYPES) {
    it(`of ${type} has every property in a list, and no markdown left over`, async () => {
      await page.evaluate((shown) => (globalThis as unknown as { RED: EditorRed }).RED.sidebar.help.show(shown), type);
      const help = page.locator('.red-ui-help:visible').filter({ hasText: 'References' }).last();
      await help.waitFor();
      await screenshot(page, `help-${type}`);
      assert.equal(
        await help.locator('dt').count(),
        await help.locator('dl > dt').count(),
        'a property outside a list',
      );
      const text = await help.innerText();
      assert.ok(text.length > 300, text);
      const wide = await help.evaluate((shown) => {
        const { right } = shown.getBoundingClientRect();
        const parts = [...shown.querySelectorAll<HTMLElement>('table, dl, p, li, code')];
        return parts
          .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > right + 1)
          .map((part) => `${part.tagName} ${part.innerText.slice(0, 60)}`);
      });
      assert.deepEqual(wide, [], 'what does not fit into the sidebar');
      assert.doesNotMatch(text, /(^|\s): \S+ \(\w+\)|\*\*|^#/m);
    });
  }
});

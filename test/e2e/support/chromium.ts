/** A real Chromium, headless, with the Node-RED editor in it. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CACHE } from './installed-package';

export async function openEditor(url: string): Promise<{ browser: Browser; page: Page }> {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 860 } });
  page.setDefaultTimeout(10_000);
  await page.goto(url);
  await page.waitForSelector('#red-ui-palette .red-ui-palette-node', { timeout: 60_000 });
  await page.waitForFunction(() => !document.querySelector('#red-ui-loading-progress')?.checkVisibility());
  return { browser, page };
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  await page.screenshot({ path: path.join(CACHE, `${name}.png`) });
}

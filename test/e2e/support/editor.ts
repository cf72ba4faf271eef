/// <reference lib="dom.iterable" />
/** What a person does in the editor: imports an example, opens dialogs, deploys, reads the badges. */
import type { Page } from 'playwright-core';
import { screenshot } from './chromium';
import { PACKAGE_NAME } from './installed-package';

export const FIRST_EXAMPLE = '01 - Call and wait on hold';
export const LISTENING_EXAMPLE = '02 - Find the way by listening';

const NODE_TYPES = [
  ...['sip-call', 'ivr-navigate', 'hold-detect', 'connect-user', 'transcribe'],
  ...['sip-gateway', 'phone-tree', 'speech-service', 'llm-service'],
];

interface EditorRed {
  nodes: { eachConfig(visit: (config: { id: string; type: string }) => void): void };
  editor: { editConfig(name: string, type: string, id: string): void };
  actions: { invoke(action: string): void };
}

export async function openNode(page: Page, label: string): Promise<void> {
  await page.locator('.red-ui-flow-node-group', { hasText: label }).locator('.red-ui-flow-node').first().dblclick();
  await page.waitForSelector('.red-ui-tray .dialog-form, .red-ui-tray form', { state: 'visible' });
  await page.waitForTimeout(400);
}

export async function closeNode(page: Page): Promise<void> {
  await page.click('#node-dialog-cancel');
  await page.waitForSelector('.red-ui-tray', { state: 'detached' });
}

/** The dialog of the only config node of this type. */
export async function openConfig(page: Page, type: string): Promise<void> {
  await page.evaluate((wanted) => {
    const RED = (globalThis as unknown as { RED: EditorRed }).RED;
    RED.nodes.eachConfig((config) => {
      if (config.type === wanted) RED.editor.editConfig('', config.type, config.id);
    });
  }, type);
  await page.waitForSelector('.red-ui-tray form', { state: 'visible' });
  await page.waitForTimeout(400);
}

/** The dialog of a config node that is to be made. */
export async function addConfig(page: Page, type: string): Promise<void> {
  await page.evaluate((wanted) => {
    const RED = (globalThis as unknown as { RED: EditorRed }).RED;
    RED.editor.editConfig('', wanted, '_ADD_');
  }, type);
  await page.waitForSelector('.red-ui-tray form', { state: 'visible' });
  await page.waitForTimeout(400);
}

/** Saves the dialog that is open; the one it was opened from comes back. */
export async function saveConfig(page: Page): Promise<void> {
  const button = await page.locator('#node-config-dialog-ok').elementHandle();
  await button.click();
  await page.waitForFunction((clicked) => !clicked.isConnected, button);
  await page.waitForTimeout(400);
}

export async function deploy(page: Page): Promise<void> {
  const deployed = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.click('#red-ui-header-button-deploy');
  await deployed;
  // The editor forgets the credentials it sent only when its spinner goes. A dialog opened before that
  // loses them under its hands and never closes; a person cannot, the editor is shaded until then.
  await page.locator('.red-ui-deploy-button-spinner').first().waitFor({ state: 'hidden' });
}

/** Import > Examples, as a person does it. */
export async function importExample(page: Page, example: string): Promise<void> {
  await page.evaluate(() =>
    (globalThis as unknown as { RED: EditorRed }).RED.actions.invoke('core:show-examples-import-dialog'),
  );
  const dialog = page.locator('.ui-dialog:visible');
  for (const entry of [PACKAGE_NAME, 'flows', example]) {
    await dialog.locator('.red-ui-treeList-label', { hasText: entry }).last().click();
    await page.waitForTimeout(400);
  }
  await screenshot(page, 'import-dialog');
  await page.click('#red-ui-clipboard-dialog-ok');
  await page.click(`.red-ui-tab-label:has-text("${example.replace(/^\d+ - /, '')}")`);
  await page.waitForSelector('.red-ui-flow-node-group');
}

/** Keeps every badge text that was drawn, in order. */
export async function watchBadges(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: string[] = [];
    (globalThis as unknown as { seenBadges: string[] }).seenBadges = seen;
    const showing = new Map<Element, string>();
    setInterval(() => {
      for (const label of document.querySelectorAll('.red-ui-flow-node-status-label')) {
        const text = label.textContent;
        if (showing.get(label) !== text && text !== '') seen.push(text);
        showing.set(label, text);
      }
    }, 30);
  });
}

export function seenBadges(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { seenBadges: string[] }).seenBadges);
}

export async function waitForBadge(page: Page, badge: RegExp, limitMs: number): Promise<void> {
  const until = Date.now() + limitMs;
  for (;;) {
    const seen = await seenBadges(page);
    if (seen.some((text) => badge.test(text))) return;
    if (Date.now() > until) throw new Error(`no badge ${String(badge)}; seen ${JSON.stringify(seen)}`);
    await page.waitForTimeout(100);
  }
}

/** Texts that are still catalogue keys. */
export function untranslated(page: Page): Promise<string[]> {
  return page.evaluate(
    (types) =>
      [...document.querySelectorAll<HTMLElement>('.red-ui-tray *')]
        .filter((element) => element.children.length === 0)
        .flatMap((element) => [element.innerText ?? '', element.getAttribute('placeholder') ?? ''])
        .filter((text) => new RegExp(`^(${types.join('|')})\\.[\\w.]+$`).test(text)),
    NODE_TYPES,
  );
}

/**
 * Makes the pictures of the documentation anew: the example flows in a real editor, while you are connected.
 * `npx tsx test/e2e/pictures.ts`; needs what the end-to-end tests need.
 */
import path from 'node:path';
import type { Page } from 'playwright-core';
import { NodeRedProcess } from '../support/node-red-process';
import { openEditor } from './support/chromium';
import { deploy, FIRST_EXAMPLE, importExample, LISTENING_EXAMPLE, waitForBadge, watchBadges } from './support/editor';
import { nodeRed5, ROOT } from './support/installed-package';

const PICTURES = [
  [FIRST_EXAMPLE, 'first-flow.png'],
  [LISTENING_EXAMPLE, 'listening-flow.png'],
] as const;
/** Around the outermost node, pixels. */
const MARGIN = 10;

async function main(): Promise<void> {
  for (const [example, file] of PICTURES) {
    const host = await NodeRedProcess.start(nodeRed5());
    const { browser, page } = await openEditor(host.url);
    try {
      await importExample(page, example);
      await watchBadges(page);
      await deploy(page);
      await host.waitFor(/answers calls at sip:/, 15_000);
      await page.click('.red-ui-flow-node-group:has-text("call Acme") .red-ui-flow-node-button-button');
      await waitForBadge(page, /^connected$/, 120_000);
      await page.waitForTimeout(500);
      await takePicture(page, path.join(ROOT, 'docs', 'images', file));
    } finally {
      await browser.close();
      await host.stop();
    }
  }
}

/** Of the nodes, wires and badges up to the sidebar: all of it is to be seen without scrolling. */
async function takePicture(page: Page, file: string): Promise<void> {
  // No tooltip of what the mouse happens to be over.
  await page.mouse.move(0, 0);
  const around = '[class*="scrollbar"], .red-ui-notification, .red-ui-popover';
  await page.addStyleTag({ content: `${around} { visibility: hidden !important; }` });
  const boxes = await Promise.all(
    (await page.locator('.red-ui-flow-node-group').all()).map((node) => node.boundingBox()),
  );
  const chart = await page.locator('#red-ui-workspace-chart').boundingBox();
  const edges = boxes.flatMap((box) => (box ? [[box.x, box.y, box.x + box.width, box.y + box.height]] : []));
  const sidebar = await page.locator('#red-ui-sidebar').boundingBox();
  if (!chart || !sidebar) throw new Error('the editor shows no flow');
  const [x, y] = [0, 1].map((side) => Math.min(...edges.map((edge) => edge[side]!)) - MARGIN);
  const [right, bottom] = [2, 3].map((side) => Math.max(...edges.map((edge) => edge[side]!)) + MARGIN);
  if (right! > sidebar.x) throw new Error(`the flow reaches under the sidebar: ${right!} pixels of ${sidebar.x}`);
  const [left, top] = [Math.max(x!, chart.x), Math.max(y!, chart.y)];
  await page.screenshot({ path: file, clip: { x: left, y: top, width: sidebar.x - left, height: bottom! - top } });
}

void main();

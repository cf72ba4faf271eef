/// <reference lib="dom.iterable" />
/** What a person would see wrong in an edit dialog: text cut off, fields that stick out, fields without a name. */
import type { Page } from 'playwright-core';

/**
 * The tray as if the window had no more room; null: as the editor opened it. The editor keeps a tray as wide as its
 * content asks for, and only a small window makes it smaller.
 */
export async function setTrayWidth(page: Page, width: number | null): Promise<void> {
  await page.evaluate((pixels) => {
    const tray = [...document.querySelectorAll<HTMLElement>('.red-ui-tray')].at(-1)!;
    const body = tray.querySelector<HTMLElement>('.red-ui-tray-body')!;
    tray.dataset.width ??= tray.style.width;
    body.dataset.minWidth ??= body.style.minWidth;
    tray.style.width = pixels === null ? tray.dataset.width : `${pixels}px`;
    body.style.minWidth = pixels === null ? body.dataset.minWidth : '0';
    globalThis.dispatchEvent(new Event('resize'));
  }, width);
  await page.waitForTimeout(250);
}

/** Pixels of the tray as the editor opened it. */
export async function trayWidth(page: Page): Promise<number> {
  return (await page.locator('.red-ui-tray').last().boundingBox())!.width;
}

/** What sticks out of the dialog, or is not to be read to its end; `texts`: those in fields as well. */
export async function cutOff(page: Page, { texts }: { texts: boolean }): Promise<string[]> {
  // The test runner's compiler names functions by a helper of its own, which the page does not have.
  await page.evaluate('globalThis.__name = (named) => named');
  return page.evaluate((withTexts) => {
    const body = [...document.querySelectorAll<HTMLElement>('.red-ui-tray-body')].at(-1)!;
    const frame = body.getBoundingClientRect();
    const problems: string[] = [];
    const ruler = document.createElement('canvas').getContext('2d')!;
    const nameOf = (element: Element): string => {
      const text = (element as HTMLElement).innerText?.trim().slice(0, 40) ?? '';
      return `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ''}${text ? ` "${text}"` : ''}`;
    };
    const textWidth = (element: HTMLElement, text: string): number => {
      ruler.font = getComputedStyle(element).font;
      return ruler.measureText(text).width;
    };
    if (body.scrollWidth > body.clientWidth + 1)
      problems.push(`the dialog scrolls sideways by ${body.scrollWidth - body.clientWidth}`);
    for (const element of body.querySelectorAll<HTMLElement>('form *, .dialog-form *')) {
      if (!element.checkVisibility() || element.closest('svg, .ace_editor, .monaco-editor')) continue;
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      if (box.right > frame.right + 1)
        problems.push(`${nameOf(element)} sticks out by ${Math.round(box.right - frame.right)}`);
      const style = getComputedStyle(element);
      const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      if (element instanceof HTMLInputElement && element.type !== 'checkbox') {
        const shown = element.value || (withTexts ? element.placeholder : '');
        if (textWidth(element, shown) > room + 1) problems.push(`${nameOf(element)}: "${shown}" is cut off`);
      } else if (element instanceof HTMLSelectElement) {
        const shown = withTexts ? (element.selectedOptions[0]?.text ?? '') : '';
        // The arrow takes about 20 pixels.
        if (textWidth(element, shown) > room - 4) problems.push(`${nameOf(element)}: "${shown}" is cut off`);
      } else if (
        element.children.length === 0 &&
        style.overflowX !== 'visible' &&
        element.scrollWidth > element.clientWidth + 1
      ) {
        problems.push(`${nameOf(element)} is cut off`);
      }
    }
    return [...new Set(problems)];
  }, texts);
}

/** Fields that nothing names: no label with words and no other name. A placeholder is gone when something is written. */
export function unnamed(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const body = [...document.querySelectorAll<HTMLElement>('.red-ui-tray-body')].at(-1)!;
    return (
      [...body.querySelectorAll<HTMLInputElement>('form input, form select, form textarea')]
        .filter((field) => field.checkVisibility() && field.type !== 'hidden')
        // The editor's own, against browsers that fill in passwords.
        .filter((field) => !field.id.startsWith('red-ui-trap-'))
        .filter((field) => !field.closest('.red-ui-typedInput-container, .red-ui-searchBox-container, .ace_editor'))
        .filter((field) => {
          const labels = [...(field.labels ?? [])].map((label) => label.innerText.trim()).join('');
          return labels === '' && !field.getAttribute('aria-label');
        })
        .map((field) => field.id || field.className)
    );
  });
}

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { screens } from './browser.ts';

const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** What axe finds serious or critical, a line each: rule, where, and what to mend. */
async function inaccessible(page: Page): Promise<string[]> {
  // Sent by the debugger, which the page's own rules of what may run do not hold back.
  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => {
        const mend = failureSummary.replace(/\s+/g, ' ').replace('Fix any of the following: ', '');
        return `${id} at ${target.join(' ')}: ${mend}`;
      }),
    );
}

/** What makes a page wider than the screen, as text, or ''; what scrolls in a box of its own may be. */
const tooWide = `(() => {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return '';
  const reaching = [...document.querySelectorAll('body *')].filter((element) => {
    const { right, width } = element.getBoundingClientRect();
    return width > 0 && right > clientWidth + 1;
  });
  const names = reaching.slice(0, 8).map((element) => element.outerHTML.slice(0, 80));
  return scrollWidth + ' px on ' + clientWidth + ': ' + names.join(', ');
})()`;

/** What is wrong with how a page is made, in light and dark, on a desk and on a phone; a line each. */
export async function faults(page: Page, where: string): Promise<string[]> {
  const before = page.viewportSize();
  const lines: string[] = [];
  for (const [screen, size] of Object.entries(screens)) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const found = await inaccessible(page);
      lines.push(...found.map((line) => `${where}, ${screen}, ${colorScheme}: ${line}`));
    }
    const wide = await page.evaluate(tooWide);
    if (wide) lines.push(`${where}, ${screen}: ${wide}`);
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
  return lines;
}

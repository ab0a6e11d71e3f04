import assert from 'node:assert/strict';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { TestBrowser, Visitor } from './browser.ts';
import type { LiveStack } from './live-stack.ts';
import { mayday } from './mayday-command.ts';

/** Somebody at the incident board, in a browser of their own. */
export class BoardVisitor {
  readonly visitor: Visitor;
  /** Their first tab. */
  readonly page: Page;
  private readonly url: string;

  private constructor(visitor: Visitor, page: Page, url: string) {
    this.visitor = visitor;
    this.page = page;
    this.url = url;
  }

  /** Signs in by a link from the terminal, as people do; `to` is where they wanted to go. */
  static async signedIn(
    { browser, live, name }: { browser: TestBrowser; live: LiveStack; name: string },
    { to = '/board', ...options }: BrowserContextOptions & { to?: string } = {},
  ): Promise<BoardVisitor> {
    const visitor = await browser.visitor(options);
    const page = await visitor.tab();
    const one = new BoardVisitor(visitor, page, live.stack.gatewayUrl);
    await one.goes(to);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(await oneTimeLink(live, name));
    await page.getByRole('button', { name: `Sign in as ${name}` }).click();
    await page.waitForURL(one.address(to));
    return one;
  }

  address(path: string): string {
    return `${this.url}${path}`;
  }

  async goes(path: string, page = this.page): Promise<void> {
    await page.goto(this.address(path));
  }

  /** Another tab of the same browser. */
  async tab(path: string): Promise<Page> {
    const page = await this.visitor.tab();
    await this.goes(path, page);
    return page;
  }

  /** Waits for the sentence at the top of the page that answers what was sent. */
  async isTold(sentence: RegExp, page = this.page): Promise<void> {
    await page.locator('.flash').filter({ hasText: sentence }).waitFor();
  }

  /** Goes; fails if something went wrong in their browser. */
  leaves(): Promise<void> {
    return this.visitor.leaves();
  }
}

/** What `mayday sign-in` prints. */
export async function oneTimeLink({ stack }: LiveStack, name: string): Promise<string> {
  const said = await mayday(['sign-in', '--as', name], {
    MAYDAY_KEYS_DIR: stack.keysDir,
    MAYDAY_BOARD_URL: stack.gatewayUrl,
  });
  assert.equal(said.code, 0, said.err);
  return said.out.trim();
}

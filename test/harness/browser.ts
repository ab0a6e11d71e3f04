import assert from 'node:assert/strict';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { startChromium } from '../../servers/chromium.ts';

/** Screens that pages are looked at on, in CSS pixels. */
export const screens = {
  desk: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

/** A real headless browser, one a test file; whoever looks does so in a session of their own. */
export class TestBrowser {
  private readonly browser: Browser;

  private constructor(browser: Browser) {
    this.browser = browser;
  }

  static async start(): Promise<TestBrowser> {
    return new TestBrowser(await startChromium());
  }

  /** A stranger sits down: no cookies. */
  async visitor(options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await this.browser.newContext({ viewport: screens.desk, ...options });
    context.setDefaultTimeout(20_000);
    return new Visitor(context);
  }

  end(): Promise<void> {
    return this.browser.close();
  }
}

/** Somebody with cookies and tabs, and everything that went wrong in those. */
export class Visitor {
  readonly context: BrowserContext;
  private readonly troubles: string[] = [];
  private readonly expected: RegExp[] = [];

  constructor(context: BrowserContext) {
    this.context = context;
    context.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(`console: ${message.text()}`);
    });
    context.on('weberror', (error) => this.troubles.push(`script: ${error.error().message}`));
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText ?? '';
      // A page that is left gives up what it had asked for.
      if (reason === 'net::ERR_ABORTED') return;
      this.troubles.push(`request: ${request.method()} ${request.url()} ${reason}`);
    });
    context.on('response', (response) => {
      if (response.status() < 400) return;
      this.troubles.push(`answer: ${response.status()} to ${response.request().method()} ${response.url()}`);
    });
  }

  tab(): Promise<Page> {
    return this.context.newPage();
  }

  /** What goes wrong by intent. */
  expects(...troubles: RegExp[]): void {
    this.expected.push(...troubles);
  }

  /** Leaves; fails if a script, a request or the page's own rules of what may run failed meanwhile. */
  async leaves(): Promise<void> {
    await this.context.close();
    const unexpected = this.troubles.filter((trouble) => !this.expected.some((known) => known.test(trouble)));
    assert.deepEqual([...new Set(unexpected)], [], 'went wrong in the browser');
  }
}

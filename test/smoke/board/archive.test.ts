import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import type { Page } from 'playwright-core';
import { signStatement } from '../../../client/board/sign-in/statement.ts';
import { freePort } from '../../../servers/process.ts';
import { faults } from '../../harness/accessible.ts';
import { alice, boardOn } from '../../harness/archive-board.ts';
import { keepRecords, plausibleRecords } from '../../harness/archived.ts';
import { TestBrowser, type Visitor } from '../../harness/browser.ts';
import { unavailable } from '../../harness/servers.ts';

const skip = await unavailable('browser');

describe('closed incidents and measures in a browser', { skip }, () => {
  let folder: string;
  let app: FastifyInstance;
  let url: string;
  let browser: TestBrowser;
  let visitor: Visitor;
  let page: Page;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mayday-board-'));
    await keepRecords(folder, plausibleRecords(120, Date.now() - 60_000));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    app = boardOn(folder, url);
    await app.listen({ host: '127.0.0.1', port });
    browser = await TestBrowser.start();
    visitor = await browser.visitor();
    page = await visitor.tab();
    await page.goto(`${url}/board/sign-in?link=${signStatement(alice.privateKeyPem, url, Date.now())}`);
    // Nobody answers for what is open.
    visitor.expects(/503/);
    await page.getByRole('button', { name: 'Sign in as alice' }).click();
  });
  after(async () => {
    await visitor?.leaves();
    await browser?.end();
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('axe finds nothing serious, light and dark, and nothing is wider than a phone', async () => {
    for (const place of [
      '/board/closed?q=kafka&severity=P1&from=yesterday',
      '/board/measures?period=90',
      '/board/measures?period=all',
      '/board/measures?from=2020-01-01&to=2020-01-31',
    ]) {
      await page.goto(`${url}${place}`);
      assert.deepEqual(await faults(page, place), []);
    }
  });

  test('somebody searches, narrows it down, turns the page, and reads one', async () => {
    await page.goto(`${url}/board/closed`);
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByText('Page 2 of 3').waitFor();
    await page.getByLabel('Search').fill('kafka');
    await page.getByText('Narrow it down').click();
    await page.getByLabel('How it ended').selectOption('fixed');
    await page.getByRole('button', { name: 'Search' }).click();
    const found = page.locator('.closed-list > li');
    await page.getByText(/^\d+ of 120 closed incidents/).waitFor();
    for (const line of await found.allTextContents()) assert.match(line, /Kafka issues/);
    await found.first().getByRole('link').click();
    await page.getByRole('heading', { name: 'Plans, and what came of them' }).waitFor();
    assert.deepEqual(await faults(page, 'a closed incident'), []);
  });

  test('measures are taken of other times and systems, and away as CSV', async () => {
    await page.goto(`${url}/board/measures`);
    await page.getByRole('link', { name: 'Last 90 days' }).click();
    await page.getByLabel('System', { exact: true }).selectOption('demo');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('img', { name: /^Bars of the incidents per week/ }).waitFor();
    await page.getByText('The numbers').first().click();
    await page.getByRole('columnheader', { name: 'Week from' }).first().waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'These rows as CSV' }).click();
    assert.match((await download).suggestedFilename(), /^mayday-measures-.*\.csv$/);
  });
});

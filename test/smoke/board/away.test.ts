import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BoardVisitor } from '../../harness/board-visitor.ts';
import { TestBrowser } from '../../harness/browser.ts';
import { Live } from '../../harness/live.ts';
import { stackUnavailable, unavailable } from '../../harness/servers.ts';

const skip = (await stackUnavailable()) || (await unavailable('browser'));

describe('on the incident board, with parts of Mayday away', { skip }, () => {
  let live: Live;
  let browser: TestBrowser;
  before(async () => {
    [live, browser] = await Promise.all([Live.start(), TestBrowser.start()]);
  });
  after(async () => {
    await browser?.end();
    await live?.end();
  });

  test('a page says that it may be old while the gateway is away, and goes on by itself when it is back', async () => {
    await live.breakShop();
    const incident = await live.alert('board gateway');
    await incident.says(/^Plan 1 waits for approval/);
    const alice = await BoardVisitor.signedIn(
      { browser, live, name: 'alice' },
      { to: `/board/incidents/${incident.name}` },
    );
    const { page } = alice;
    alice.visitor.expects(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/);
    await live.stack.gateway.kill();
    await page.locator('#stale').filter({ hasText: 'What you see may be old' }).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Approve plan 1' }).isVisible(), 'what was seen stays');
    await live.stack.startGateway();
    await page.locator('#stale').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await alice.isTold(/acknowledged/i);
    await alice.leaves();
  });

  test('without a worker a page says so, shows what is on record, and takes what is said for later', async () => {
    await live.breakShop();
    const incident = await live.alert('board worker');
    await incident.says(/^Plan 1 waits for approval/);
    await live.worker.kill();
    const alice = await BoardVisitor.signedIn({ browser, live, name: 'alice' });
    const { page } = alice;
    await page
      .getByText(/no worker/i)
      .first()
      .waitFor();
    await page.getByRole('link', { name: incident.name }).first().click();
    await page.getByText('No worker answers').waitFor();
    await page
      .getByText(/approval of plan 1/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await alice.isTold(/on record/i);
    await live.workerComes();
    await page.getByText('No worker answers').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Approve plan 1' }).waitFor();
    const { acknowledgedBy } = await incident.view();
    assert.ok(acknowledgedBy?.kind === 'person' && acknowledgedBy.name === 'alice');
    await alice.leaves();
  });
});

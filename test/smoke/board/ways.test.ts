import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { BoardVisitor, oneTimeLink } from '../../harness/board-visitor.ts';
import { screens, TestBrowser } from '../../harness/browser.ts';
import { Live } from '../../harness/live.ts';
import type { LiveIncident } from '../../harness/live-incident.ts';
import { stackUnavailable, unavailable } from '../../harness/servers.ts';

const skip = (await stackUnavailable()) || (await unavailable('browser'));

describe('the incident board is used', { skip }, () => {
  let live: Live;
  let browser: TestBrowser;
  before(async () => {
    [live, browser] = await Promise.all([Live.start(), TestBrowser.start()]);
  });
  after(async () => {
    await browser?.end();
    await live?.end();
  });

  const arrives = (name: string, to?: string) => BoardVisitor.signedIn({ browser, live, name }, { to });
  const pageOf = ({ name }: LiveIncident) => `/board/incidents/${name}`;

  test('in two tabs: what is done in one shows in the other, and a sign-out holds for both', async () => {
    const incident = await general('board tabs');
    const alice = await arrives('alice', pageOf(incident));
    const other = await alice.tab(pageOf(incident));
    await alice.page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await alice.isTold(/acknowledged/i);
    await other.getByText(/alice/).locator('visible=true').first().waitFor();
    await other.getByRole('button', { name: 'Acknowledge', exact: true }).waitFor({ state: 'detached' });
    alice.visitor.expects(/\b401\b/);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await alice.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await alice.leaves();
  });

  test('from a phone of 390 pixels an incident is declared', async () => {
    const alice = await BoardVisitor.signedIn(
      { browser, live, name: 'alice' },
      { viewport: screens.phone, hasTouch: true, isMobile: true },
    );
    const { page } = alice;
    await page.getByRole('link', { name: 'Declare' }).first().tap();
    await declares(page);
    await page.waitForURL(/\/board\/incidents\/INC-/);
    // It may have joined an incident that somebody has acknowledged.
    await page.getByText('the cash desk is silent').locator('visible=true').first().waitFor();
    await page.getByRole('button', { name: 'Run the checks' }).waitFor();
    await alice.leaves();
  });

  test('with the keyboard alone an incident is found and acknowledged', async () => {
    const incident = await general('board keyboard');
    const alice = await arrives('alice');
    const { page } = alice;
    await tabsTo(page, `a:has-text("${incident.name}")`);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/board\/incidents\//);
    await tabsTo(page, 'button:text-is("Acknowledge")');
    await page.keyboard.press('Enter');
    await alice.isTold(/acknowledged/i);
    assert.equal((await incident.view()).acknowledgedBy?.kind, 'person');
    await alice.leaves();
  });

  test('without JavaScript everything works: it is read, acknowledged, declared and ended by forms', async () => {
    const incident = await general('board plain');
    const alice = await BoardVisitor.signedIn({ browser, live, name: 'alice' }, { javaScriptEnabled: false });
    const { page } = alice;
    await page.getByRole('link', { name: incident.name }).first().click();
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
    await alice.isTold(/acknowledged/i);
    await page.getByText('End the incident').click();
    await page.getByLabel('How it ended').selectOption('false alarm');
    await page.getByLabel('What fixed it, or why it was nothing').fill('a drill');
    await page.getByRole('button', { name: `End ${incident.name} now` }).click();
    await alice.isTold(/false alarm|over|resolved|ended/i);
    assert.equal((await incident.resolves()).end, 'closed');

    await page.getByRole('link', { name: 'Declare' }).first().click();
    await declares(page);
    await page.waitForURL(/\/board\/incidents\/INC-/);
    await alice.leaves();
  });

  test('a link signs in once; used again it says how to get another', async () => {
    const link = await oneTimeLink(live, 'alice');
    const alice = await browser.visitor();
    const page = await alice.tab();
    await page.goto(link);
    await page.getByRole('button', { name: 'Sign in as alice' }).click();
    await page.waitForURL(/\/board$/);
    const thief = await browser.visitor();
    thief.expects(/\b403\b/);
    const theirs = await thief.tab();
    await theirs.goto(link);
    await theirs.getByText('mayday sign-in').first().waitFor();
    assert.equal(await theirs.getByRole('button', { name: 'Sign in as alice' }).count(), 0);
    await alice.leaves();
    await thief.leaves();
  });

  /** An incident without a plan, which waits for people. */
  async function general(group: string): Promise<LiveIncident> {
    const labels = { alertname: 'SomethingElse', service: group };
    const alert = {
      status: 'firing',
      labels,
      annotations: { summary: group },
      startsAt: new Date(),
      fingerprint: group,
    };
    return live.opened(
      await live.send({
        version: '4',
        status: 'firing',
        groupKey: group,
        receiver: 'mayday',
        alerts: [alert],
      }),
    );
  }
});

/** Presses Tab until what is looked for has the focus. */
async function tabsTo(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor();
  for (let presses = 0; presses < 100; presses++) {
    await page.keyboard.press('Tab');
    if (await page.locator(`${selector}:focus`).count()) return;
  }
  assert.fail(`the keyboard does not reach ${selector}`);
}

/** Fills in the form under "Declare". */
async function declares(page: Page): Promise<void> {
  await page.getByLabel('What do you see?').fill('the cash desk is silent');
  await page.getByRole('radio', { name: /High/ }).check();
  await page.getByRole('button', { name: 'Open the incident' }).click();
}

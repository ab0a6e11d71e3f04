import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { BoardVisitor } from '../../harness/board-visitor.ts';
import { TestBrowser } from '../../harness/browser.ts';
import { Live } from '../../harness/live.ts';
import type { LiveIncident } from '../../harness/live-incident.ts';
import { stackUnavailable, unavailable } from '../../harness/servers.ts';

const skip = (await stackUnavailable()) || (await unavailable('browser'));

/** A second approver, so that two can be fast. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: so the catalogue names a variable
const edits = [['carol: {} #', 'carol: { publicKey: "${DEMO_CAROL_PUBLIC_KEY}" } #']] as const;

describe('on the incident board', { skip }, () => {
  let live: Live;
  let browser: TestBrowser;
  before(async () => {
    [live, browser] = await Promise.all([Live.start({ edits, keysOf: ['carol'] }), TestBrowser.start()]);
  });
  after(async () => {
    await browser?.end();
    await live?.end();
  });

  const arrives = (name: string, to?: string) => BoardVisitor.signedIn({ browser, live, name }, { to });
  const pageOf = ({ name }: LiveIncident) => `/board/incidents/${name}`;

  test('alice signs in, sees what is open, follows it live, approves, sees it resolved and prints its post-mortem', async () => {
    await live.breakShop();
    const incident = await live.alert('board story');
    await incident.says(/^Plan 1 waits for approval/);
    const alice = await arrives('alice');
    const { page } = alice;

    await page.getByRole('link', { name: incident.name }).first().click();
    await page.getByRole('button', { name: 'Approve plan 1' }).waitFor();
    await page.evaluate('window.notReloaded = true');
    const noted = await live.mayday('note', incident.name, 'customers call');
    assert.equal(noted.code, 0, noted.err);
    await page.getByText('customers call').locator('visible=true').first().waitFor();
    assert.equal(await page.evaluate('window.notReloaded'), true, 'the note came without a reload');

    assert.equal(await live.shopStatus(), 503, 'nothing has changed before the approval');
    await page.getByRole('button', { name: 'Approve plan 1' }).click();
    await alice.isTold(/plan 1 is approved/);
    await incident.resolves();
    assert.equal(await live.shopStatus(), 200);
    await page
      .getByText(/It is over/)
      .first()
      .waitFor();
    const approved = (await incident.record()).timeline.flatMap(({ fact }) =>
      fact.kind === 'approved' && fact.by.kind === 'person' ? [fact.by] : [],
    );
    assert.deepEqual(
      approved.map(({ name, door, verified }) => ({ name, door, verified })),
      [{ name: 'alice', door: 'board', verified: true }],
    );

    await page.goto(alice.address(`/board/closed/${incident.name}/post-mortem`));
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByRole('navigation').first().isVisible(), false, 'no navigation on paper');
    assert.ok(await page.getByRole('heading', { name: incident.name }).first().isVisible());
    assert.match(await page.locator('main').innerText(), /customers call/);
    assert.equal((await page.pdf()).subarray(0, 5).toString(), '%PDF-');
    await alice.leaves();
    await incident.replays();
  });

  test('bob, who is no approver, finds no button and reads who may; what he sends all the same is refused', async () => {
    await live.breakShop();
    const incident = await live.alert('board stranger');
    await incident.says(/^Plan 1 waits for approval/);
    const bob = await arrives('bob', pageOf(incident));
    const { page } = bob;
    await page.getByText(/bob is not an approver/).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Approve plan 1' }).count(), 0);

    bob.visitor.expects(/\b409\b/);
    await page.locator('form.reject input[name=reason]').fill('let me');
    await page.locator('form.reject input[name=decision]').evaluate((field) => {
      (field as unknown as { value: string }).value = 'approve';
    });
    await page.getByRole('button', { name: 'Reject plan 1' }).click();
    await bob.isTold(/bob/);
    assert.deepEqual(await incident.facts('approved'), []);
    assert.equal((await incident.facts('decision refused')).length, 1, 'what he sent was judged');
    assert.equal(await live.shopStatus(), 503);
    await bob.leaves();
  });

  test('of two approvers one is told that the other was faster, and the change happens once', async () => {
    const pids = await live.breakShop();
    const incident = await live.alert('board race');
    await incident.says(/^Plan 1 waits for approval/);
    const before = (await live.terminated()).length;
    const [alice, carol] = [
      await arrives('alice', pageOf(incident)),
      await arrives('carol', pageOf(incident)),
    ];
    // Whoever types keeps what they read, so her page still asks when the other has decided.
    await alice.page.locator('form.approve input[name=reason]').fill('go');
    await carol.page.getByRole('button', { name: 'Approve plan 1' }).click();
    await carol.isTold(/plan 1 is approved/);
    alice.visitor.expects(/\b409\b/);
    await alice.page.getByRole('button', { name: 'Approve plan 1' }).click();
    await alice.isTold(/carol.* before you/);
    await incident.resolves();
    assert.equal((await live.terminated()).length - before, pids.length, 'each session was ended once');
    await alice.leaves();
    await carol.leaves();
  });
});

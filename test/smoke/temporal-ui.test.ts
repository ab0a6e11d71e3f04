import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TestBrowser } from '../harness/browser.ts';
import { Live } from '../harness/live.ts';
import { LiveIncident } from '../harness/live-incident.ts';
import { stackUnavailable, unavailable } from '../harness/servers.ts';
import { TemporalUi } from '../harness/temporal-ui.ts';

const skip = (await stackUnavailable()) || (await unavailable('browser'));

/** So that what is typed into the Temporal UI may decide, as docs/approvals.md says. */
const edits = [['unverifiedUpTo: observe', 'unverifiedUpTo: disruptive']] as const;

describe('with nothing but the Temporal UI', { skip }, () => {
  let live: Live;
  let browser: TestBrowser;
  before(async () => {
    [live, browser] = await Promise.all([Live.start({ ui: true, edits }), TestBrowser.start()]);
  });
  after(async () => {
    await browser?.end();
    await live?.end();
  });

  test('a run is started in its form, looked at, acknowledged, assigned, noted, approved, and seen resolved', async () => {
    await live.breakShop();
    const visitor = await browser.visitor();
    const ui = new TemporalUi(await visitor.tab(), live.stack.temporal.uiUrl);

    await ui.starts('by-hand', 'databaseIssues', { system: 'demo', summary: 'the shop answers 503' });
    await ui.opens(/^incident:demo:databaseIssues:/);
    const asked = await ui.details(/Plan 1 waits for approval/);
    assert.match(asked, /INC-\w{6} · Critical · mitigating/);
    assert.match(asked, /the shop answers 503/);
    assert.match(asked, /Nobody has acknowledged yet/);
    assert.match(asked, /Terminate the sessions that sit idle/);
    await ui.page.getByText('Who holds shop-db idle?').first().waitFor();

    await ui.signals('acknowledge', { by: 'alice' });
    await ui.details(/Acknowledged by alice/i);
    await ui.signals('assign', { to: 'carol', by: 'alice' });
    await ui.details(/carol[^\n]*commander|commander[^\n]*carol/i);
    await ui.signals('note', { text: 'customers call', by: 'alice' });
    const noted = await ui.details(/customers call/);

    const incident = await incidentOf(ui, live);
    assert.equal(await live.shopStatus(), 503, 'nothing has changed before the approval');
    await ui.signals('approve', approvalOn(noted));
    await ui.details(/· resolved/, 60_000);
    assert.equal(await live.shopStatus(), 200);
    await incident.resolves();
    await ui.page.reload();
    await ui.shows('History');
    await ui.page.getByText('"resolved"').first().waitFor();

    const approved = (await incident.record()).timeline.flatMap(({ fact }) =>
      fact.kind === 'approved' && fact.by.kind === 'person' ? [fact.by] : [],
    );
    assert.deepEqual(
      approved.map(({ name, door, verified }) => ({ name, door, verified })),
      [{ name: 'alice', door: 'temporal-ui', verified: false }],
    );
    await visitor.leaves();
  });
});

/** The JSON that the board says to send, with a name put in. */
function approvalOn(board: string): object {
  const written = /approve\s*(\{[^}]*"hash"[^}]*\})/.exec(board)?.[1];
  assert.ok(written, `the board has the JSON of an approval: ${board}`);
  return { ...JSON.parse(written), by: 'alice' };
}

async function incidentOf(ui: TemporalUi, live: Live): Promise<LiveIncident> {
  const [workflowId, runId] = ui.page.url().split('/workflows/')[1]?.split('/').map(decodeURIComponent) ?? [];
  assert.ok(workflowId && runId);
  return new LiveIncident(live, workflowId, runId);
}

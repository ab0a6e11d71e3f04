import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Live } from '../harness/live.ts';
import { mayday } from '../harness/mayday-command.ts';
import { stackUnavailable } from '../harness/servers.ts';

describe('on the whole stack', { skip: await stackUnavailable() }, () => {
  let live: Live;
  before(async () => {
    live = await Live.start();
  });
  after(() => live?.end());

  test('an alert becomes a resolved incident, its post-mortem and a shop that is well, by one approval', async () => {
    const pids = await live.breakShop();
    assert.equal(await live.shopStatus(), 503);
    const incident = await live.alert('whole story');
    await incident.says(/^Plan 1 waits for approval/);
    assert.deepEqual(await live.terminated(), [], 'nothing ends before the approval');

    const approval = await live.mayday('approve', incident.name, '--plan', '1');
    assert.equal(approval.code, 0, approval.err);
    assert.match(approval.out, /plan 1 is approved/);
    await incident.says(/^Applied plan 1/);
    assert.deepEqual(await live.sessions(), []);
    assert.deepEqual((await live.terminated()).sort(), pids.sort());

    await incident.resolves();
    assert.equal(await live.shopStatus(), 200);
    const { phase, timeline } = await incident.record();
    assert.equal(phase, 'resolved');
    assert.ok(
      timeline.some(({ fact }) => fact.kind === 'approved' && fact.by.kind === 'person' && fact.by.verified),
    );
    const postMortem = await incident.archived('post-mortem.md');
    assert.ok(postMortem.includes(incident.name));
    assert.match(postMortem, /alice/);
    const audit = await mayday(['audit', incident.name], live.stack.auditing);
    assert.equal(audit.code, 0, `${audit.out}${audit.err}`);
    assert.match(audit.out, /alice \(cli\) approved plan 1 · plan hash \w{8} · signed$/m);
    assert.match(audit.out, /chain unbroken, 1 checkpoint signed by \w{8}, 1 order .*, sealed at/);
    await incident.assertToldOnce();
    await incident.replays();
  });

  test('two alerts of one group at the same instant open one incident and page once', async () => {
    const [first, second] = await Promise.all([live.post('twins'), live.post('twins')]);
    const [incident, twin] = [await live.opened(first), await live.opened(second)];
    assert.equal(incident.keyId, twin.keyId);
    await incident.resolves();
    const pages = (await incident.notices()).filter(({ kind }) => kind === 'page');
    assert.equal(pages.length, 1);
    const { client } = live.stack;
    assert.equal((await client.workflow.count(`WorkflowId = "${incident.workflowId}"`)).count, 1);
    await incident.assertToldOnce();
    await incident.replays();
  });
});

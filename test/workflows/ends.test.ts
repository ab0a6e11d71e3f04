import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { alertsSignal, runChecksSignal } from '../../workflows/contract/messages.ts';
import { shopAlert } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

story('a person can resolve at any time, and everyone is told as what', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const answer = await incident.resolve('alice', 'false alarm', 'a load test');
  assert.equal(answer.says, 'Resolved as false alarm by alice (cli, unverified): a load test');
  assert.equal((await incident.result()).phase, 'resolved');
  assert.deepEqual(incident.said('resolved'), [`resolved: ${answer.says}`]);
  assert.deepEqual(stage.world.ended, []);
});

story('a cancelled run is told to all and ends as cancelled', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.handle.cancel();
  await assert.rejects(incident.result());
  assert.equal((await incident.view()).phase, 'cancelled');
  assert.deepEqual(incident.said('resolved'), ['resolved: Cancelled: somebody cancelled the workflow']);
});

story(
  'an alert that fires while an incident is closing opens the next one under the same id',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    const { keyId } = await incident.view();
    stage.slow.archive = 1_500;
    await incident.resolve('alice', 'fixed', 'by hand');
    const alerts = [shopAlert('firing', '2026-01-01T03:30:00.000Z')];
    await incident.handle.signal(alertsSignal, { door: 'alertmanager', alerts });
    const next = await incident.until(
      'the next incident is open',
      (view) => view.keyId !== keyId && view.phase === 'mitigating',
    );
    assert.equal(next.firing.length, 1);
  },
);

story('what comes in after the end changes nothing, even where it cannot be read', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  stage.slow.archive = 1_500;
  await incident.resolve('alice', 'fixed', 'by hand');
  for (const verb of ['note', 'alerts', 'recheck']) await incident.handle.signal(verb, 'unreadable');
  await incident.result();
  assert.equal((await incident.timeline()).at(-1)?.fact.kind, 'resolved');
});

story('checks that somebody asked for say nothing after the end', async (stage) => {
  stage.world.idle.clear();
  const incident = await stage.alert();
  await incident.until('it watches', ({ phase }) => phase === 'monitoring');
  stage.slow.archive = 4_000;
  stage.world.unreachable.add('connectivity');
  await incident.send(runChecksSignal, {});
  await incident.skip('alice');
  assert.equal((await incident.result()).phase, 'resolved');
  assert.equal((await incident.timeline()).at(-1)?.fact.kind, 'resolved');
});

story('a decision that is being verified when somebody resolves is answered', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  stage.slow.verifyDecision = 1_500;
  const approval = incident.approve('alice');
  await delay(300);
  await incident.resolve('bob', 'fixed', 'by hand');
  assert.deepEqual(await approval, {
    outcome: 'refused',
    says: 'the incident ends before plan 1 is decided',
  });
  assert.equal((await incident.result()).phase, 'resolved');
});

import assert from 'node:assert/strict';
import { alertsSignal } from '../../workflows/contract/messages.ts';
import { shopAlert } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const door = 'alertmanager';

story(
  'an alert that resolves by itself withdraws the plan once the system is seen to be well',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    stage.world.idle.clear();
    await incident.handle.signal(alertsSignal, { door, alerts: [shopAlert('resolved')] });
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal((await incident.facts('plan withdrawn')).length, 1);
    assert.deepEqual(stage.world.ended, []);
  },
);

story(
  'a resolved alert alone is evidence and no end: a sick system keeps its plan waiting',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.handle.signal(alertsSignal, { door, alerts: [shopAlert('resolved')] });
    await incident.until('it looked again', ({ firing }) => firing.length === 0);
    await stage.pass(3_000);
    const { phase, pending } = await incident.view();
    assert.deepEqual([phase, pending?.id], ['mitigating', 1]);
  },
);

story('a repeated alert is merged and a new episode goes on the timeline', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.handle.signal(alertsSignal, { door, alerts: [shopAlert('firing')] });
  await incident.handle.signal(alertsSignal, {
    door,
    alerts: [shopAlert('firing', '2026-01-01T03:13:00.000Z')],
  });
  const view = await incident.view();
  assert.deepEqual(view.firing, ['6c1d7e0f0b5a4d3e']);
  assert.equal((await incident.facts('alerts')).length, 2);
});

story('an alert that fires in the stability window is a relapse', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.approve('alice');
  await incident.until('it watches', ({ phase }) => phase === 'monitoring');
  const alerts = [shopAlert('firing', '2026-01-01T03:20:00.000Z')];
  await incident.handle.signal(alertsSignal, { door, alerts });
  await incident.until('it relapsed', ({ round }) => round === 2);
  assert.equal((await incident.facts('relapsed'))[0]?.because, 'an alert fired again');
  assert.equal((await incident.result()).phase, 'resolved');
});

story('an alert of a system that no file describes still opens an incident', async (stage) => {
  const incident = await stage.alert({ system: 'nowhere' });
  const view = await incident.until('it waits for people', ({ waitingFor }) => waitingFor === 'people');
  assert.equal(view.runbook, 'generalIncident');
  const [degraded] = await incident.facts('degraded');
  assert.match(degraded?.because ?? '', /nowhere/);
  await incident.resolve('alice', 'false alarm', 'a test system');
  assert.equal((await incident.result()).phase, 'resolved');
});

story('an alert that fires while only people can go on is a reason to look again', async (stage) => {
  stage.world.brokenOtherwise = true;
  stage.world.idle.clear();
  const incident = await stage.alert();
  await incident.until('it waits for people', ({ waitingFor }) => waitingFor === 'people');
  const alerts = [shopAlert('firing', '2026-01-01T03:20:00.000Z')];
  await incident.handle.signal(alertsSignal, { door, alerts });
  await incident.until('it looked again', (view) => view.round === 2 && view.waitingFor === 'people');
  assert.equal((await incident.facts('checked')).length, 2);
});

story('the last alert that resolves while only people can go on is a reason to look again', async (stage) => {
  stage.world.brokenOtherwise = true;
  stage.world.idle.clear();
  const incident = await stage.alert();
  await incident.until('it waits for people', ({ waitingFor }) => waitingFor === 'people');
  stage.world.brokenOtherwise = false;
  await incident.handle.signal(alertsSignal, { door, alerts: [shopAlert('resolved')] });
  assert.equal((await incident.result()).phase, 'resolved');
});

story(
  'webhooks doubled and out of order: each episode counts once, and is over once its end was heard',
  async (stage) => {
    const [first, second] = ['2026-01-01T03:12:00.000Z', '2026-01-01T03:20:00.000Z'];
    const incident = await stage.alert();
    await incident.asked();
    const hear = (status: 'firing' | 'resolved', startsAt: string) =>
      incident.handle.signal(alertsSignal, { door, alerts: [shopAlert(status, startsAt)] });
    const firing = async () => (await incident.view()).firing.length;

    // The end of an episode before its beginning, both twice.
    for (const status of ['resolved', 'resolved', 'firing', 'firing'] as const) await hear(status, second);
    assert.equal(await firing(), 0);
    // The beginning of the one before comes again, and its end last.
    for (const status of ['firing', 'resolved', 'resolved', 'firing'] as const) await hear(status, first);
    assert.equal(await firing(), 0);

    const heard = (await incident.facts('alerts')).map(({ firing, resolved, late = [] }) => ({
      firing: firing.length,
      resolved: resolved.length,
      late: late.length,
    }));
    assert.deepEqual(heard, [
      { firing: 1, resolved: 0, late: 0 },
      { firing: 0, resolved: 1, late: 0 },
      { firing: 0, resolved: 0, late: 1 },
      { firing: 0, resolved: 1, late: 0 },
    ]);
    const { pending } = await incident.view();
    assert.equal(pending?.id, 1);
  },
);

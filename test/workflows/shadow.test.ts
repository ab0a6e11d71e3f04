import assert from 'node:assert/strict';
import { alertsSignal, type noteSignal, proposeSignal } from '../../workflows/contract/messages.ts';
import { growsLong } from '../harness/grows-long.ts';
import { inShadow } from '../harness/in-shadow.ts';
import { shopAlert } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

story(
  'a shadow incident says whom it would ask for what, and ends when people have made it well',
  async (stage) => {
    await inShadow(stage);
    const incident = await stage.alert();
    await incident.until('it would ask', ({ waitingFor }) => waitingFor === 'people');
    const [would] = await incident.facts('would ask');
    assert.equal(would?.plan.mitigation, 'terminateIdleSessions');
    assert.deepEqual(
      would?.plan.targets.map(({ id }) => id),
      ['pid 101', 'pid 102'],
    );
    assert.deepEqual(would?.of, ['alice', 'carol']);
    const view = await incident.view();
    assert.deepEqual([view.mode, view.pending], ['shadow', undefined]);

    await stage.pass(35_000);
    const pages = await incident.facts('would page');
    assert.deepEqual(
      pages.map(({ role }) => role),
      ['on-call', 'incident-commander'],
    );
    assert.deepEqual(await incident.facts('paged'), []);

    stage.world.idle.clear();
    assert.equal((await incident.result()).phase, 'resolved');
    const kinds = (await incident.timeline()).map(({ fact }) => fact.kind);
    assert.deepEqual(kinds.slice(-3), ['well', 'monitoring', 'resolved']);
    assert.deepEqual(stage.world.ended, []);
  },
);

story('a shadow incident wakes nobody and asks nobody; its own log says what it is', async (stage) => {
  await inShadow(stage);
  const incident = await stage.alert();
  await incident.until('it would ask', ({ waitingFor }) => waitingFor === 'people');
  await incident.resolve('alice', 'fixed', 'by hand');
  await incident.result();
  assert.deepEqual(stage.saidElsewhere, []);
  assert.ok(stage.said.length > 0);
  assert.ok(stage.said.every(({ mode }) => mode === 'shadow'));
  assert.deepEqual(
    stage.said.filter(({ kind }) => kind === 'page' || kind === 'ask'),
    [],
  );
});

story('nothing can be approved in a shadow incident', async (stage) => {
  await inShadow(stage);
  const incident = await stage.alert();
  await incident.until('it would ask', ({ waitingFor }) => waitingFor === 'people');
  const [would] = await incident.facts('would ask');
  const answer = await incident.send(
    { name: 'approve' } as typeof noteSignal,
    {
      plan: 1,
      hash: would?.plan.hash,
      by: { name: 'alice', door: 'cli' },
    } as never,
  );
  assert.deepEqual(answer, {
    outcome: 'refused',
    says: 'nothing is changed in a shadow incident, so there is nothing to decide',
  });
  await incident.resolve('alice', 'fixed', 'by hand');
  await incident.result();
});

story(
  'in a shadow incident an alert that fires again, a proposal and a recheck count as ever',
  async (stage) => {
    await inShadow(stage);
    const incident = await stage.alert();
    await incident.until('it would ask', ({ waitingFor }) => waitingFor === 'people');
    await incident.send(proposeSignal, {
      mitigation: 'limitShopConnections',
      parameters: { limit: 5 },
      by: { name: 'alice', door: 'cli' },
    });
    await incident.until('it would ask for that', ({ round }) => round === 2);
    await incident.until('it waits', ({ waitingFor }) => waitingFor === 'people');
    assert.deepEqual(
      (await incident.facts('would ask')).map(({ plan }) => [plan.id, plan.mitigation]),
      [
        [1, 'terminateIdleSessions'],
        [2, 'limitShopConnections'],
      ],
    );
    const again = shopAlert('firing', '2026-01-01T03:20:00.000Z');
    await incident.handle.signal(alertsSignal, { door: 'alertmanager', alerts: [again] });
    await incident.until('it looks again', ({ round }) => round === 3);
    await incident.until('it waits', ({ waitingFor }) => waitingFor === 'people');
    stage.world.idle.clear();
    await incident.recheck('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal(stage.world.limit, -1);
  },
);

story('a shadow of a runbook that is up to people ends with the last alert that resolves', async (stage) => {
  await inShadow(stage);
  stage.world.idle.clear();
  const incident = await stage.alert({}, 'generalIncident');
  await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
  await stage.pass(30_000);
  assert.equal((await incident.view()).phase, 'triggered');
  await incident.handle.signal(alertsSignal, { door: 'alertmanager', alerts: [shopAlert('resolved')] });
  assert.equal((await incident.result()).phase, 'resolved');
});

story('a person starts a shadow of a live system beside its open incident', async (stage) => {
  const real = await stage.alert({ group: 'manual' });
  await real.asked();
  const started = await stage.start('databaseIssues', { system: 'demo', mode: 'shadow' });
  const handedOver = (await started.handle.result()) as { end: string; to: string };
  assert.match(handedOver.to, /^shadow:demo:databaseIssues:[0-9a-f]{12}$/);
  const shadow = stage.play(handedOver.to);
  await shadow.until('it would ask', ({ waitingFor }) => waitingFor === 'people');
  assert.equal((await real.view()).pending?.id, 1);
  await real.approve('alice');
  assert.equal((await real.result()).phase, 'resolved');
  assert.equal((await shadow.result()).phase, 'resolved');
  assert.deepEqual(stage.world.ended, [101, 102]);
});

story('a file in shadow mode lets nobody start a live incident', async (stage) => {
  await inShadow(stage);
  const started = await stage.start('databaseIssues', { system: 'demo', mode: 'live' });
  await assert.rejects(started.handle.result(), ({ cause }: Error) => {
    assert.match(
      (cause as Error).message,
      /^demo is in shadow mode: leave "mode" out, or take "mode: shadow" out/,
    );
    return true;
  });
});

story(
  'a long shadow continues as new as one, and still ends when people have made it well',
  async (stage) => {
    await inShadow(stage);
    const incident = await stage.alert();
    await incident.until('it would ask', ({ waitingFor }) => waitingFor === 'people');
    await growsLong(incident);
    const view = await incident.until('it waits', ({ waitingFor }) => waitingFor === 'people');
    assert.deepEqual([view.mode, view.round], ['shadow', 1]);
    stage.world.idle.clear();
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal((await incident.facts('would ask')).length, 1);
  },
  { growsLong: true },
);

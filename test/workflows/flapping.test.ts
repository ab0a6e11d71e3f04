import assert from 'node:assert/strict';
import type { Alert } from '../../workflows/contract/input.ts';
import { alertsSignal } from '../../workflows/contract/messages.ts';
import type { Play } from '../harness/play.ts';
import { type Stage, shopAlert } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;

async function changes(stage: Stage, incident: Play, ...statuses: Alert['status'][]): Promise<void> {
  for (const status of statuses) {
    await stage.pass(1_000);
    const alerts = [shopAlert(status, await stage.now())];
    await incident.handle.signal(alertsSignal, { door: 'alertmanager', alerts });
  }
}

/** It resolves and fires again and again: with its opening, so many changes. */
async function flaps(stage: Stage, incident: Play): Promise<void> {
  await changes(stage, incident, 'resolved', 'firing', 'resolved', 'firing', 'resolved');
}

story('an alert that flaps is said once, and holds the end back until it has been calm', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  stage.world.idle.clear();
  await flaps(stage, incident);
  const lastChange = Date.parse(await stage.now());
  assert.equal((await incident.result()).phase, 'resolved');
  const flapping = await incident.facts('flapping');
  assert.deepEqual(
    flapping.map(({ alert, changes: times }) => [alert, times]),
    [['ShopDatabaseConnectionsExhausted', 5]],
  );
  assert.equal((await incident.facts('held open')).length, 1);
  const { endedAt = '' } = await incident.view();
  assert.ok(Date.parse(endedAt) >= lastChange + 14 * minute, `${endedAt}`);
  assert.match(incident.said('update').join('\n'), /Flapping: ShopDatabaseConnectionsExhausted has changed/);
});

story('a person ends an incident whose alert flaps', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  stage.world.idle.clear();
  await flaps(stage, incident);
  await stage.pass(5 * minute);
  await incident.resolve('alice', 'fixed', 'I know why');
  assert.equal((await incident.result()).phase, 'resolved');
  assert.ok(Date.parse((await incident.view()).endedAt ?? '') < Date.parse(await stage.now()) + minute);
});

story('four changes hold nothing back', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  stage.world.idle.clear();
  await changes(stage, incident, 'resolved', 'firing', 'resolved');
  assert.equal((await incident.result()).phase, 'resolved');
  assert.deepEqual(await incident.facts('flapping'), []);
  assert.deepEqual(await incident.facts('held open'), []);
});

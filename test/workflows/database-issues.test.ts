import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unavailable } from '../harness/servers.ts';
import { onStage } from '../harness/stage.ts';

const skip = await unavailable('time-skipping');

/** A story on the time-skipping server, named by the guarantee it shows. */
function story(title: string, play: Parameters<typeof onStage>[1]): void {
  test(title, { skip }, () => onStage(title, play));
}

story('an approved plan is applied once, helps, stays well, and the incident resolves', async (stage) => {
  const incident = await stage.alert();
  const asked = await incident.asked();
  assert.equal(asked.phase, 'mitigating');
  assert.deepEqual(await incident.approve('alice'), {
    outcome: 'done',
    says: 'plan 1 is approved and being applied',
  });
  const result = (await incident.result()) as { phase: string };
  assert.equal(result.phase, 'resolved');
  assert.deepEqual(stage.world.ended, [101, 102]);
  const kinds = (await incident.timeline()).map((entry) => entry.fact.kind);
  assert.deepEqual(kinds, [
    'opened',
    'paged',
    'alerts',
    'checked',
    'planned',
    'acknowledged',
    'approved',
    'applied',
    'improved',
    'well',
    'monitoring',
    'resolved',
  ]);
});

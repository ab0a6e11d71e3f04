import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { proposeSignal, undoSignal } from '../../workflows/contract/messages.ts';
import type { Play } from '../harness/play.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const by = { name: 'bob', door: 'cli' } as const;

const bundle = `
  limitBatchConnections:
    title: Limit how many connections the batch may have
    action: postgres.limitConnections
    target: shop-db
    role: batch
    asks:
      limit: { question: "How many connections may the batch have?", max: 50 }
    temporary: true
    risk: reversible
  limitBoth:
    title: Limit the connections of shop and batch
    action: bundle
    of: [limitShopConnections, limitBatchConnections]
`;

const systems = await mkdtemp(path.join(tmpdir(), 'mayday-bundles-'));
const demo = await readFile(new URL('../../systems/demo.yaml', import.meta.url), 'utf8');
await writeFile(
  path.join(systems, 'demo.yaml'),
  demo.replace(/^mitigations:$/m, () => `mitigations:${bundle}`),
);
after(() => rm(systems, { recursive: true }));

async function asked(stage: Stage, limit: number): Promise<Play> {
  const incident = await stage.alert();
  await incident.asked();
  const parameters = { limit };
  await incident.send(proposeSignal, { by, mitigation: 'limitBoth', parameters });
  await incident.asked(2);
  return incident;
}

story(
  'a bundle is asked once, changed part by part, and taken back at the end as one plan in reverse',
  async (stage) => {
    stage.world.limits.set('batch', 30);
    const incident = await asked(stage, 20);
    const { pending } = await incident.view();
    assert.deepEqual(
      pending?.targets.map(({ id }) => id),
      ['limitShopConnections: role shop', 'limitBatchConnections: role batch'],
    );
    await incident.approve('alice');
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    assert.deepEqual(
      [...stage.world.limits],
      [
        ['batch', 20],
        ['shop', 20],
      ],
    );
    stage.world.idle.clear();
    await stage.pass(12_000);
    const back = await incident.asked(3);
    assert.deepEqual(
      back.pending?.targets.map(({ id }) => id),
      ['limitBatchConnections: role batch', 'limitShopConnections: role shop'],
    );
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual([stage.world.limit, stage.world.limits.get('batch')], [-1, 30]);
    assert.deepEqual((await incident.view()).inEffect, []);
  },
  { systems },
);

story(
  'of a bundle that is refused half-way, what was done is in effect and can be taken back; the rest is asked anew',
  async (stage) => {
    const incident = await asked(stage, 20);
    stage.world.meanwhile = () => stage.world.limits.set('batch', 7);
    await incident.approve('alice');
    const { pending, inEffect } = await incident.asked(3);
    assert.deepEqual(
      inEffect.map(({ plan, inverse }) => ({ plan, inverse })),
      [{ plan: 2, inverse: { 'limitShopConnections/limit': -1 } }],
    );
    assert.deepEqual(
      pending?.targets.map(({ id, state }) => ({ id, state })),
      [{ id: 'limitBatchConnections: role batch', state: { limit: 7 } }],
    );
    await incident.reject('alice', 'theirs stays');
    assert.equal((await incident.send(undoSignal, { by, plan: 2 })).outcome, 'done');
    await incident.until('asks', (view) => view.pending?.undoes === 2);
    await incident.approve('alice');
    await incident.until('taken back', (view) => view.inEffect.length === 0);
    assert.deepEqual([stage.world.limit, stage.world.limits.get('batch')], [-1, 7]);
  },
  { systems },
);

story(
  'after a part of a bundle was changed by itself, that is taken back before the bundle',
  async (stage) => {
    const incident = await asked(stage, 20);
    await incident.approve('alice');
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    const parameters = { limit: 10 };
    await incident.send(proposeSignal, { by, mitigation: 'limitBatchConnections', parameters });
    await incident.asked(3);
    await incident.approve('alice');
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    assert.match((await incident.send(undoSignal, { by, plan: 2 })).says, /take plan 3 back first$/);
  },
  { systems },
);

story(
  'an answer beyond what a part takes is refused',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    const parameters = { limit: 51 };
    const answer = await incident.send(proposeSignal, { by, mitigation: 'limitBoth', parameters });
    assert.equal(answer.says, 'limit takes a whole number from 1 to 50');
  },
  { systems },
);

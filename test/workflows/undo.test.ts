import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  outcomeSignal,
  proposeSignal,
  takeOverSignal,
  undoSignal,
} from '../../workflows/contract/messages.ts';
import type { Play } from '../harness/play.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const by = { name: 'bob', door: 'cli' } as const;

function limitTo(limit: number) {
  return { by, mitigation: 'limitShopConnections', parameters: { limit } };
}

/** An incident that watches, with the limit of 20 of plan 2 in effect; its sessions still sit idle. */
async function limited(stage: Stage): Promise<Play> {
  const incident = await stage.alert();
  await incident.asked();
  await incident.send(proposeSignal, limitTo(20));
  await incident.asked(2);
  await incident.approve('alice');
  await incident.until('it watches', ({ phase }) => phase === 'monitoring');
  return incident;
}

const undo = (incident: Play, plan: number) => incident.send(undoSignal, { by, plan });

story('a change in effect can be taken back at any time, by a plan that is asked', async (stage) => {
  const incident = await limited(stage);
  const { inEffect } = await incident.view();
  assert.deepEqual(inEffect[0]?.set, { limit: 20 });
  const answer = await undo(incident, 2);
  assert.deepEqual(answer, { outcome: 'done', says: 'a plan that takes back plan 2 is being made' });
  const { pending } = await incident.asked(3);
  assert.deepEqual(
    [pending?.undoes, pending?.title, pending?.requestedBy, pending?.observed],
    [2, 'Undo plan 2: Limit how many connections the shop may have', 'bob', 'The limit of shop is 20.'],
  );
  stage.world.idle.clear();
  await incident.approve('alice');
  assert.equal((await incident.result()).phase, 'resolved');
  assert.equal(stage.world.limit, -1);
  assert.deepEqual((await incident.view()).inEffect, []);
  assert.equal((await incident.plans()).length, 3, 'it is not offered again at the end');
});

story('after an undo that leaves the system sick the runbook goes on', async (stage) => {
  const incident = await limited(stage);
  await undo(incident, 2);
  await incident.asked(3);
  await incident.approve('alice');
  const { pending } = await incident.asked(4);
  assert.equal(pending?.mitigation, 'terminateIdleSessions');
});

story('an undo takes the place of the plan that waits', async (stage) => {
  const incident = await limited(stage);
  await incident.send(proposeSignal, { by, mitigation: 'terminateIdleSessions' });
  await incident.asked(3);
  await undo(incident, 2);
  const { pending } = await incident.asked(4);
  assert.equal(pending?.undoes, 2);
  assert.equal(
    (await incident.facts('plan withdrawn')).at(-1)?.because,
    'somebody wants plan 2 taken back instead',
  );
  await incident.reject('alice', 'it stays');
  await incident.until('it watches', ({ phase }) => phase === 'monitoring');
  assert.equal(stage.world.limit, 20);
  assert.equal((await incident.facts('change stays'))[0]?.plan, 2);
});

story('what is not in effect is refused, with the reason', async (stage) => {
  const incident = await limited(stage);
  const refusals: [number, RegExp][] = [
    [9, /^there is no plan 9$/],
    [1, /^plan 1 was never applied/],
  ];
  for (const [plan, says] of refusals) assert.match((await undo(incident, plan)).says, says);
  await undo(incident, 2);
  await incident.asked(3);
  assert.match((await undo(incident, 2)).says, /^plan 3, which takes it back, waits for a decision already$/);
  stage.world.brokenOtherwise = true;
  await incident.approve('alice');
  await incident.asked(4);
  assert.match((await undo(incident, 2)).says, /^plan 3 has taken back plan 2 already$/);
  assert.match(
    (await undo(incident, 3)).says,
    /^plan 3 took back plan 2 itself; propose limitShopConnections/,
  );
  await incident.approve('alice');
  await incident.until('plan 4 is applied', ({ pending }) => pending === undefined);
  while ((await incident.facts('applied')).length < 3) await delay(30);
  assert.match(
    (await undo(incident, 4)).says,
    /^plan 4 cannot be taken back: Terminate the sessions that sit idle$/,
  );
  const refused = (await incident.facts('message refused')).map(({ verb }) => verb);
  assert.deepEqual(new Set(refused), new Set(['undo']));
});

story('of two changes of the same thing the later one is taken back first', async (stage) => {
  const incident = await limited(stage);
  await incident.send(proposeSignal, limitTo(10));
  await incident.asked(3);
  await incident.approve('alice');
  await incident.until('it watches', ({ phase }) => phase === 'monitoring');
  assert.match((await undo(incident, 2)).says, /take plan 3 back first$/);
  for (const [plan, limit] of [
    [3, 20],
    [2, -1],
  ] as const) {
    await undo(incident, plan);
    await incident.asked(plan === 3 ? 4 : 5);
    await incident.approve('alice');
    await incident.until('taken back', ({ inEffect }) => !inEffect.some((change) => change.plan === plan));
    assert.equal(stage.world.limit, limit);
  }
});

story('that somebody has changed it since is said before it is taken back', async (stage) => {
  const incident = await limited(stage);
  stage.world.limit = 8;
  await undo(incident, 2);
  const { pending } = await incident.asked(3);
  assert.equal(pending?.observed, 'The limit of shop is 8. Plan 2 had set 20.');
  assert.deepEqual(pending?.inverse, { limit: 8 });
});

story('an undo is refused while somebody works by hand, and taken after the recheck', async (stage) => {
  const incident = await limited(stage);
  await undo(incident, 2);
  await incident.asked(3);
  await incident.send(takeOverSignal, { by });
  await incident.until('by hand', ({ takenOverBy }) => takenOverBy !== undefined);
  assert.match((await undo(incident, 2)).says, /send recheck first/);
  await incident.recheck('bob');
  await incident.until('it goes on', ({ takenOverBy }) => takenOverBy === undefined);
  assert.equal((await undo(incident, 2)).outcome, 'done');
  await incident.until('asks', ({ pending }) => pending?.undoes === 2);
  await incident.approve('alice');
  await incident.until('taken back', ({ inEffect }) => inEffect.length === 0);
  assert.equal(stage.world.limit, -1);
});

story('an undo whose outcome nobody knows is not asked for again before somebody tells', async (stage) => {
  const incident = await limited(stage);
  await undo(incident, 2);
  await incident.asked(3);
  stage.world.losesAnswers = true;
  await incident.approve('alice');
  await incident.until('asks', ({ waitingFor }) => waitingFor === 'the outcome of plan 3');
  assert.match((await undo(incident, 2)).says, /nobody knows yet what plan 3 did/);
  stage.world.idle.clear();
  await incident.send(outcomeSignal, { by, plan: 3, outcome: 'done' });
  assert.equal((await incident.result()).phase, 'resolved');
  assert.deepEqual((await incident.view()).inEffect, []);
});

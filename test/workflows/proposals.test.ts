import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  extendSignal,
  outcomeSignal,
  proposeSignal,
  takeOverSignal,
} from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

const by = { name: 'alice', door: 'cli' } as const;
const limit = { by, mitigation: 'limitShopConnections', parameters: { limit: 20 } };

story(
  'a proposed mitigation takes the place of the one on offer, and a temporary change is taken back at the end',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    assert.equal((await incident.send(proposeSignal, limit)).outcome, 'done');
    const { pending } = await incident.asked(2);
    assert.deepEqual(pending?.parameters, { limit: 20 });
    assert.equal(
      (await incident.facts('plan withdrawn'))[0]?.because,
      'limitShopConnections is proposed instead',
    );
    await incident.approve('alice');
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    assert.equal(stage.world.limit, 20);
    stage.world.idle.clear();
    await stage.pass(12_000);
    const undo = await incident.asked(3);
    assert.match(undo.pending?.title ?? '', /^Undo plan 2: /);
    await incident.approve('carol');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal(stage.world.limit, -1);
    assert.deepEqual((await incident.view()).inEffect, []);
  },
);

story('a temporary change that nobody takes back stays, and that is said', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.send(proposeSignal, limit);
  await incident.asked(2);
  await incident.approve('alice');
  await incident.until('it watches', ({ phase }) => phase === 'monitoring');
  await stage.pass(12_000);
  await incident.asked(3);
  await incident.reject('alice', 'we keep it over night');
  assert.equal((await incident.result()).phase, 'resolved');
  assert.equal(stage.world.limit, 20);
  assert.equal((await incident.facts('change stays'))[0]?.plan, 2);
});

story(
  'what a document leaves open is asked of a person, and a wrong answer is refused with what to write',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.reject('alice', 'not those');
    await incident.until('answers', ({ waitingFor }) => waitingFor === 'answers for limitShopConnections');
    const wrong = await incident.send(proposeSignal, { ...limit, parameters: { limit: 0 } });
    assert.match(wrong.says, /^limit takes a whole number from 1/);
    await incident.send(proposeSignal, limit);
    const { pending } = await incident.asked(2);
    assert.deepEqual(pending?.parameters, { limit: 20 });
  },
);

story('a mitigation that the system does not have is refused with those it has', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const answer = await incident.send(proposeSignal, { by, mitigation: 'reboot' });
  assert.equal(
    answer.says,
    'demo has no mitigation "reboot"; it has: terminateIdleSessions, limitShopConnections',
  );
});

story('a mitigation that did not help is offered to be taken back before the next one', async (stage) => {
  stage.world.helps = false;
  stage.world.brokenOtherwise = true;
  const incident = await stage.alert();
  await incident.asked();
  await incident.send(proposeSignal, limit);
  await incident.asked(2);
  await incident.approve('alice');
  await stage.pass(25_000);
  const undo = await incident.asked(3);
  assert.match(undo.pending?.title ?? '', /^Undo plan 2: /);
  await incident.approve('alice');
  await incident.until('it waits for people', ({ waitingFor }) => waitingFor === 'people');
  assert.equal(stage.world.limit, -1);
});

story('an extended plan waits longer, and is decided on in that time', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.send(extendSignal, { by, minutes: 5 });
  await stage.pass(120_000);
  assert.equal((await incident.facts('approval expired')).length, 0);
  await incident.approve('alice');
  assert.equal((await incident.result()).phase, 'resolved');
});

story('while somebody works by hand nothing is proposed, and a recheck hands back', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.send(takeOverSignal, { by });
  await incident.until('by hand', ({ takenOverBy }) => takenOverBy !== undefined);
  await stage.pass(70_000);
  assert.equal((await incident.plans()).length, 1);
  stage.world.idle.clear();
  await incident.recheck('alice');
  assert.equal((await incident.result()).phase, 'resolved');
  assert.deepEqual(stage.world.ended, []);
});

story('the rest of the stability window can be skipped', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.approve('alice');
  await incident.until('it watches', ({ phase }) => phase === 'monitoring');
  assert.equal((await incident.skip('alice')).outcome, 'done');
  assert.equal((await incident.result()).phase, 'resolved');
  assert.equal((await incident.facts('skipped'))[0]?.what, 'the rest of the stability window');
});

story('when the answer of an effect is lost a person is asked what it did', async (stage) => {
  stage.world.losesAnswers = true;
  const incident = await stage.alert();
  await incident.asked();
  await incident.approve('alice');
  await incident.until('asks', ({ waitingFor }) => waitingFor === 'the outcome of plan 1');
  await incident.until('a page says so', () =>
    incident.said('page').some((said) => said.includes('What plan 1 did is not known')),
  );
  assert.match((await incident.send(outcomeSignal, { by, plan: 2, outcome: 'done' })).says, /nobody asks/);
  await incident.send(outcomeSignal, { by, plan: 1, outcome: 'done' });
  assert.equal((await incident.result()).phase, 'resolved');
  assert.deepEqual(stage.world.ended, [101, 102]);
});

story('"again" makes a new plan that is asked anew', async (stage) => {
  stage.world.losesAnswers = true;
  const incident = await stage.alert();
  await incident.asked();
  await incident.approve('alice');
  await incident.until('asks', ({ waitingFor }) => waitingFor === 'the outcome of plan 1');
  stage.world.idle.set(104, '2026-01-01 03:30:00+00');
  stage.world.losesAnswers = false;
  await incident.send(outcomeSignal, { by, plan: 1, outcome: 'again' });
  await incident.asked(2);
  assert.deepEqual(stage.world.ended, [101, 102]);
});

story('an undo that finds the change gone says so, and not that it stays', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.send(proposeSignal, limit);
  await incident.asked(2);
  await incident.approve('alice');
  await incident.until('it watches', ({ phase }) => phase === 'monitoring');
  stage.world.idle.clear();
  stage.world.limit = -1;
  assert.equal((await incident.result()).phase, 'resolved');
  assert.equal(
    (await incident.facts('nothing to do'))[0]?.because,
    'what plan 2 changed is as it was before',
  );
  assert.deepEqual(await incident.facts('change stays'), []);
  assert.deepEqual((await incident.view()).inEffect, []);
});

story('whoever takes over while a plan is made is not asked for it', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  stage.world.slow.planMitigation = 1_000;
  await incident.send(proposeSignal, limit);
  await incident.send(takeOverSignal, { by });
  await delay(2_000);
  assert.match((await incident.view()).waitingFor, /works by hand/);
  assert.equal((await incident.plans()).length, 1);
});

story('a recheck while answers are wanted looks, and a system that is well needs none', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.reject('alice', 'not those');
  await incident.until('answers', ({ waitingFor }) => waitingFor === 'answers for limitShopConnections');
  await incident.recheck('alice');
  await incident.until('it looked', ({ findings }) => findings.some(({ check }) => check === 'health'));
  stage.world.idle.clear();
  await incident.recheck('alice');
  assert.equal(
    (await incident.until('it watches', ({ phase }) => phase === 'monitoring')).waitingFor,
    'stability',
  );
  assert.equal((await incident.result()).phase, 'resolved');
});

story('a recheck while an outcome is unknown looks, and the question stays', async (stage) => {
  stage.world.losesAnswers = true;
  stage.world.brokenOtherwise = true;
  const incident = await stage.alert();
  await incident.asked();
  await incident.approve('alice');
  await incident.until('asks', ({ waitingFor }) => waitingFor === 'the outcome of plan 1');
  await incident.recheck('alice');
  for (let looks = 0; looks === 0; ) looks = (await incident.facts('not well')).length;
  assert.equal((await incident.view()).waitingFor, 'the outcome of plan 1');
  assert.deepEqual(await incident.facts('nothing left'), []);
});

story(
  'an undo whose outcome is unknown when somebody takes over is asked about after the recheck',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.send(proposeSignal, limit);
    await incident.asked(2);
    await incident.approve('alice');
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    stage.world.idle.clear();
    await stage.pass(12_000);
    await incident.asked(3);
    stage.world.losesAnswers = true;
    await incident.approve('alice');
    await incident.until('asks', ({ waitingFor }) => waitingFor === 'the outcome of plan 3');
    await incident.send(takeOverSignal, { by });
    await incident.recheck('alice');
    assert.equal((await incident.view()).endedAt, undefined);
    await incident.send(outcomeSignal, { by, plan: 3, outcome: 'done' });
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual((await incident.view()).inEffect, []);
  },
);

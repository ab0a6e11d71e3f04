import assert from 'node:assert/strict';
import { story } from '../harness/story.ts';

story(
  'at half time a plan whose targets moved is made anew, with the difference, and waits no longer for it',
  async (stage) => {
    const incident = await stage.alert();
    const { pending } = await incident.asked();
    stage.world.idle.set(101, '2026-01-01 03:05:00+00');
    await stage.pass(31_000);
    const anew = await incident.asked(2);
    assert.equal(
      (await incident.facts('plan withdrawn'))[0]?.because,
      'what it would change is not as it was: session 101 did something since',
    );
    assert.equal(anew.pending?.expiresAt, pending?.expiresAt, 'the ladder is not put off');
    assert.deepEqual(await incident.facts('reminded'), [], 'the new question is the reminder');
    assert.ok(!(await incident.clocks()).some(({ name }) => name === 'approval reminder'));
    stage.world.idle.set(102, '2026-01-01 03:06:00+00');
    await stage.pass(30_000);
    assert.equal((await incident.facts('approval expired'))[0]?.plan, 2);
    const { pending: third } = await incident.asked(3);
    assert.notEqual(third?.expiresAt, pending?.expiresAt);
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(await incident.facts('apply refused'), []);
  },
);

story('at half time a plan whose targets are as they were is reminded of, and stays', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  stage.world.idle.delete(101);
  await stage.pass(31_000);
  await incident.until('reminded', ({ pending }) => pending?.id === 1);
  while ((await incident.facts('reminded')).length === 0) await stage.pass(1);
  assert.equal((await incident.view()).pending?.id, 1, 'what is gone by itself is no reason to ask anew');
  await incident.approve('alice');
  assert.equal((await incident.result()).phase, 'resolved');
});

story('a recheck that finds the plan overtaken asks anew at once, with time to decide', async (stage) => {
  const incident = await stage.alert();
  const { pending } = await incident.asked();
  await stage.pass(20_000);
  stage.world.idle.set(101, '2026-01-01 03:05:00+00');
  await incident.recheck('alice');
  const anew = await incident.asked(2);
  assert.ok((anew.pending?.expiresAt ?? '') > (pending?.expiresAt ?? ''));
  assert.match((await incident.facts('plan withdrawn'))[0]?.because ?? '', /session 101 did something since/);
  const late = await incident.approve('alice');
  assert.equal(late.outcome, 'done');
  assert.equal((await incident.result()).phase, 'resolved');
});

story('a plan that cannot be compared waits on', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  stage.world.unreachable.add('plan');
  stage.world.idle.set(101, '2026-01-01 03:05:00+00');
  await stage.pass(40_000);
  while ((await incident.facts('reminded')).length === 0) await stage.pass(1);
  assert.equal((await incident.view()).pending?.id, 1);
});

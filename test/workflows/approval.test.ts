import assert from 'node:assert/strict';
import { approveSignal } from '../../workflows/contract/messages.ts';
import { story } from '../harness/story.ts';

story('nobody approves: a reminder, the next step, and never a yes', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const due = (await incident.clocks()).map((clock) => clock.name).sort();
  assert.deepEqual(due, [
    'approval',
    'approval reminder',
    'resolution',
    'response',
    'update',
    'update reminder',
  ]);
  await stage.pass(31_000);
  assert.equal((await incident.facts('reminded')).length, 1);
  await stage.pass(31_000);
  await incident.asked(2);
  await stage.pass(61_000);
  await incident.until('it waits for people', ({ waitingFor }) => waitingFor === 'people');
  assert.deepEqual(
    (await incident.facts('paged')).map((page) => page.role),
    ['on-call', 'incident-commander', 'engineering-manager'],
  );
  assert.equal((await incident.facts('approval expired')).length, 2);
  assert.deepEqual(stage.world.ended, []);

  await incident.recheck('carol');
  await incident.asked(3);
  await incident.approve('carol');
  assert.equal((await incident.result()).phase, 'resolved');
});

story(
  'an expired plan is asked again, of the next on the ladder, while somebody is left on it',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.acknowledge('alice');
    await stage.pass(61_000);
    await incident.asked(2);
    const pages = await incident.facts('paged');
    assert.deepEqual(
      [pages[1]?.role, pages[1]?.because],
      ['engineering-manager', 'nobody decided on the plan in time'],
    );
    assert.deepEqual(stage.world.ended, []);
  },
);

story('a rejected plan is not applied, and the reason is kept', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const answer = await incident.reject('alice', 'the report needs them');
  assert.deepEqual(answer, { outcome: 'done', says: 'plan 1 is rejected' });
  await incident.until(
    'the next is offered',
    ({ waitingFor }) => waitingFor === 'answers for limitShopConnections',
  );
  await incident.skip('alice');
  await incident.until('it waits for people', ({ waitingFor }) => waitingFor === 'people');
  assert.equal((await incident.facts('rejected'))[0]?.reason, 'the report needs them');
  assert.deepEqual(stage.world.ended, []);
});

story('somebody who is no approver is refused by name and told whom to ask', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  assert.deepEqual(await incident.approve('bob'), {
    outcome: 'refused',
    says: 'bob is not an approver of demo: ask alice (on-call) or carol (incident-commander).',
  });
  assert.equal((await incident.view()).pending?.id, 1);
  assert.deepEqual(stage.world.ended, []);
});

story('the same click twice counts once, with its id or without', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const message = await incident.decision('alice', 'approve');
  for (const id of ['click', 'click', undefined])
    await incident.handle.signal(approveSignal, { ...message, id });
  assert.equal((await incident.result()).phase, 'resolved');
  assert.equal((await incident.facts('approved')).length, 1);
  assert.equal((await incident.facts('applied')).length, 1);
  assert.deepEqual(stage.world.ended, [101, 102]);
});

story('of two people at once the first counts, and the other hears who it was', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const [alice, carol] = [
    await incident.decision('alice', 'approve'),
    await incident.decision('carol', 'reject', 'no'),
  ];
  await incident.handle.signal(approveSignal, { id: 'alice', ...alice });
  await incident.handle.signal('reject', { id: 'carol', ...carol });
  assert.equal((await incident.answer('alice')).outcome, 'done');
  const late = await incident.answer('carol');
  assert.equal(late.outcome, 'refused');
  assert.match(late.says, /^alice approved plan 1 at \d\d:\d\d:\d\d UTC$/);
});

story(
  'an approval typed into the Temporal UI has no signature and is refused by the policy',
  async (stage) => {
    const incident = await stage.alert();
    const { pending } = await incident.asked();
    await incident.handle.signal(approveSignal, {
      id: 'ui',
      plan: 1,
      hash: pending?.hash ?? '',
      by: 'alice',
    });
    assert.match(
      (await incident.answer('ui')).says,
      /approval without a signature counts up to observe only/,
    );
    assert.deepEqual(stage.world.ended, []);
  },
);

story(
  'when what matters moved between plan and approval, nothing is changed and people are asked again',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    stage.world.idle.set(101, '2026-01-01 03:12:30+00');
    await incident.approve('alice');
    const again = await incident.asked(2);
    const [refused] = await incident.facts('apply refused');
    assert.deepEqual(refused?.difference, ['session 101 did something since']);
    assert.notEqual(again.pending?.hash, (await incident.facts('approved'))[0]?.hash);
    assert.deepEqual(stage.world.ended, []);
  },
);

story('an approval of the plan before does not count for the one after', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const old = await incident.decision('alice', 'approve');
  stage.world.idle.set(101, '2026-01-01 03:12:30+00');
  await incident.approve('alice');
  await incident.asked(2);
  await incident.handle.signal(approveSignal, { ...old, id: 'old' });
  assert.match((await incident.answer('old')).says, /^alice approved plan 1/);
  await incident.handle.signal(approveSignal, { ...old, id: 'forged', plan: 2 });
  assert.match((await incident.answer('forged')).says, /not the hash of plan 2/);
  assert.deepEqual(stage.world.ended, []);
});

story('a click in Slack that does not count is answered to the clicker alone', async (stage) => {
  const incident = await stage.alert();
  const { pending } = await incident.asked();
  const slack = { user: 'U042', team: 'T1', channel: 'C1' };
  const by = { name: 'slack:T1/U042', door: 'slack', slack } as const;
  await incident.handle.signal(approveSignal, { id: 'click', plan: 1, hash: pending?.hash ?? '', by });
  const answer = await incident.answer('click');
  assert.equal(answer.outcome, 'refused');
  await incident.until('it is told', () => stage.said.some(({ kind }) => kind === 'answer'));
  const told = stage.said.filter(({ kind }) => kind === 'answer');
  assert.deepEqual(
    told.map(({ slack: place, text }) => [place, text]),
    [[slack, answer.says]],
  );
  assert.deepEqual(stage.world.ended, []);
});

import assert from 'node:assert/strict';
import { approveSignal, changeSeveritySignal } from '../../workflows/contract/messages.ts';
import { growsLong } from '../harness/grows-long.ts';
import { withPolicy } from '../harness/policies.ts';
import { story } from '../harness/story.ts';

const destructive = { edit: withPolicy({}, true) };

story(
  'what is destructive takes two: the first counts, the same person not again, and with the other it is applied once',
  async (stage) => {
    const incident = await stage.alert();
    const { pending } = await incident.asked();
    assert.deepEqual([pending?.risk, pending?.needs], ['destructive', 2]);
    assert.match((await incident.approve('alice')).says, /destructive, and an approval of it needs a reason/);
    const first = await incident.approveBecause('alice', 'the report can wait');
    assert.deepEqual(first, {
      outcome: 'done',
      says: 'your approval of plan 1 counts; it waits for another one: ask carol (incident-commander)',
    });
    const { waitingFor, approvedBy, acknowledgedBy } = await incident.view();
    assert.deepEqual([waitingFor, approvedBy], ['another approval of plan 1', ['alice']]);
    assert.equal(acknowledgedBy?.kind === 'person' && acknowledgedBy.name, 'alice');
    const again = await incident.approveBecause('alice', 'really');
    assert.equal(
      again.says,
      `alice has approved plan 1 already, and it needs somebody else's approval, too: ask carol (incident-commander), or go alone with --break-glass "why".`,
    );
    assert.deepEqual(stage.world.ended, []);
    await incident.approveBecause('carol', 'they can');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.ended, [101, 102]);
    assert.equal((await incident.facts('approval counted')).length, 1);
    assert.equal((await incident.facts('approved')).length, 1);
  },
  destructive,
);

story(
  'a rejection after the first of two approvals wins, and the second one hears of it',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.approveBecause('alice', 'the report can wait');
    const late = await incident.decision('carol', 'approve', 'they can');
    assert.equal((await incident.reject('bob', 'the report needs them')).outcome, 'done');
    await incident.handle.signal(approveSignal, { ...late, id: 'late' });
    assert.match((await incident.answer('late')).says, /^bob rejected plan 1 at/);
    assert.deepEqual(await incident.facts('approved'), []);
    assert.deepEqual(stage.world.ended, []);
  },
  destructive,
);

story(
  'when one of two has approved and the plan expires, the first approval does not count for the next plan',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    const old = await incident.decision('alice', 'approve', 'the report can wait');
    await incident.handle.signal(approveSignal, { ...old, id: 'old' });
    await incident.answer('old');
    await stage.pass(61_000);
    const { approvedBy, pending } = await incident.asked(2);
    assert.deepEqual(approvedBy, []);
    const second = await incident.approveBecause('carol', 'they can');
    assert.match(second.says, /it waits for another one: ask alice/);
    await incident.handle.signal(approveSignal, { ...old, id: 'again', plan: 2 });
    assert.match((await incident.answer('again')).says, /signature does not fit|not the hash/);
    assert.deepEqual(stage.world.ended, []);
    await incident.approveBecause('alice', 'the report can still wait');
    await incident.result();
    const [approved] = await incident.facts('approved');
    assert.deepEqual([approved?.plan, approved?.hash], [2, pending?.hash]);
  },
  destructive,
);

story(
  'a run that continues as new between two approvals keeps the first',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.approveBecause('alice', 'the report can wait');
    await growsLong(incident);
    const { approvedBy } = await incident.asked();
    assert.deepEqual(approvedBy, ['alice']);
    assert.match(
      (await incident.approveBecause('alice', 'again')).says,
      /^alice has approved plan 1 already/,
    );
    await incident.approveBecause('carol', 'they can');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.ended, [101, 102]);
  },
  // Sixty seconds would pass meanwhile.
  {
    edit: (file) => withPolicy({}, true)(file).replace('approval: 60s', 'approval: 15m'),
    growsLong: true,
  },
);

story(
  'one person through two doors at once counts once',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    const typed = await incident.decision('alice', 'approve', 'from my desk');
    const other = await incident.decision('alice', 'approve', 'from my phone');
    const both = [incident.handle.signal(approveSignal, { ...typed, id: 'desk' })];
    both.push(incident.handle.signal(approveSignal, { ...other, id: 'phone' }));
    await Promise.all(both);
    const answers = [await incident.answer('desk'), await incident.answer('phone')];
    assert.deepEqual(answers.map(({ outcome }) => outcome).sort(), ['done', 'refused']);
    assert.deepEqual((await incident.view()).approvedBy, ['alice']);
    assert.deepEqual(stage.world.ended, []);
  },
  { ...destructive, growsLong: true },
);

story(
  'the number of approvers stays as it was asked when the severity changes, and the next plan takes the new one',
  async (stage) => {
    const incident = await stage.alert();
    const { pending } = await incident.asked();
    assert.equal(pending?.needs, 1);
    const by = { name: 'alice', door: 'cli' } as const;
    await incident.send(changeSeveritySignal, { by, severity: 'P1', reason: 'only some customers' });
    assert.equal((await incident.view()).pending?.needs, 1);
    stage.world.idle.set(101, '2026-01-01 03:12:30+00');
    await incident.approve('alice');
    const next = await incident.asked(2);
    assert.equal(next.pending?.needs, 2);
    assert.match((await incident.approve('alice')).says, /it waits for another one: ask carol/);
    await incident.approve('carol');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { edit: withPolicy({ approvals: '{ disruptive: { P0: one, P1: two } }' }) },
);

story(
  'without a signature nothing counts for what is destructive, whatever the policy says of lesser risks',
  async (stage) => {
    const incident = await stage.alert();
    const { pending } = await incident.asked();
    for (const by of ['alice', 'carol']) {
      const typed = { plan: 1, hash: pending?.hash ?? '', by, reason: 'typed into the Temporal UI' };
      await incident.handle.signal(approveSignal, { ...typed, id: by });
      assert.match(
        (await incident.answer(by)).says,
        /approval without a signature counts up to disruptive only/,
      );
    }
    assert.deepEqual((await incident.view()).approvedBy, []);
    assert.deepEqual(stage.world.ended, []);
  },
  { edit: withPolicy({ unverifiedUpTo: 'disruptive' }, true) },
);

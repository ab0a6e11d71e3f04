import assert from 'node:assert/strict';
import { approveSignal, proposeSignal } from '../../workflows/contract/messages.ts';
import { Aftermath } from '../harness/aftermath.ts';
import { decisionOf } from '../harness/people.ts';
import { withPolicy } from '../harness/policies.ts';
import { story } from '../harness/story.ts';

const by = { name: 'alice', door: 'cli' } as const;
const limit = { by, mitigation: 'limitShopConnections', parameters: { limit: 20 } };

story(
  'in need one goes alone with a reason: everybody is paged, and a review is left to do',
  async (stage) => {
    const incident = await stage.alert();
    const { keyId } = await incident.asked();
    const silent = await incident.decision('alice', 'approve', undefined, true);
    await incident.handle.signal(approveSignal, { ...silent, id: 'silent' });
    assert.match((await incident.answer('silent')).says, /^Going alone needs a reason/);
    const answer = await incident.approveBecause('alice', 'carol is on a plane', true);
    assert.equal(answer.says, 'plan 1 is approved and being applied');
    assert.equal((await incident.result()).phase, 'resolved');
    const page = stage.said.find(({ kind, text }) => kind === 'page' && /break-glass/.test(text));
    assert.match(
      page?.text ?? '',
      /^alice \(cli\) approved plan 1 alone \(break-glass\): carol is on a plane$/,
    );
    assert.deepEqual(page?.people.toSorted(), ['alice', 'carol', 'dora']);
    const { items } = await new Aftermath(stage, keyId).listed();
    assert.match(items[0]?.title ?? '', /alice approved plan 1 alone \(break-glass: carol is on a plane\)/);
  },
  { edit: withPolicy({}, true) },
);

story(
  'who approved with others and then goes alone is named once',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    const counted = await incident.approveBecause('alice', 'the sessions hold the pool');
    assert.match(counted.says, /it waits for another one/);
    const late = await incident.decision('carol', 'approve', 'landed');
    const alone = await incident.approveBecause('alice', 'carol is on a plane', true);
    assert.equal(alone.says, 'plan 1 is approved and being applied');
    await incident.handle.signal(approveSignal, { ...late, id: 'late' });
    assert.match((await incident.answer('late')).says, /^alice approved plan 1 at /);
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { edit: withPolicy({}, true) },
);

story(
  'where nobody goes alone, who tries is told to find another approver',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    const answer = await incident.approveBecause('alice', 'carol is on a plane', true);
    assert.equal(
      answer.says,
      'At demo nobody goes alone (policy.breakGlass is false): find another approver.',
    );
    assert.deepEqual(stage.world.ended, []);
  },
  { edit: withPolicy({ breakGlass: 'false' }, true) },
);

story(
  'what may run by itself does, all hear of it, and it asks a person once it was refused',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.send(proposeSignal, limit);
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    assert.equal(stage.world.limit, 20);
    const [approved] = await incident.facts('approved');
    assert.deepEqual([approved?.by.kind, approved?.approval], ['mayday', undefined]);
    assert.ok(
      incident
        .said('update')
        .includes(`update: Mayday approved plan 2: at demo what is reversible runs by itself`),
    );
    // The policy is another one by the time at which the change would be taken back.
    await stage.edit((file) => file.replace('{ reversible: none }', '{ reversible: one }'));
    stage.world.idle.clear();
    await stage.pass(12_000);
    const { pending } = await incident.asked(4);
    assert.deepEqual([pending?.needs, pending?.undoes], [1, 2]);
    const [refused] = await incident.facts('apply refused');
    assert.equal(refused?.because, 'At demo a reversible change does not run by itself any more.');
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal(stage.world.limit, -1);
  },
  { edit: withPolicy({ approvals: '{ reversible: none }' }) },
);

const same = { by, mitigation: 'terminateIdleSessions' };

story(
  'nobody approves a disruptive change that is their own proposal, and is told who may',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.reject('alice', 'wait');
    await incident.send(proposeSignal, same);
    await incident.asked(2);
    assert.equal(
      (await incident.approve('alice')).says,
      'alice proposed plan 2, and it is disruptive, so somebody else must approve it: ask carol (incident-commander), or go alone with --break-glass "why".',
    );
    assert.deepEqual(stage.world.ended, []);
    await incident.approve('carol');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { edit: withPolicy({ singleResponder: 'false' }) },
);

story('a responder who is alone on shift may, where the policy says so', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.reject('alice', 'wait');
  await incident.send(proposeSignal, same);
  const { pending } = await incident.asked(2);
  assert.equal(pending?.requestedBy, 'alice');
  await incident.approve('alice');
  assert.equal((await incident.result()).phase, 'resolved');
  assert.deepEqual(stage.world.ended, [101, 102]);
});

const keys =
  '[{ key: "$' + '{DEMO_ALICE_PUBLIC_KEY}", until: 2026-01-31 }, { key: "$' + '{DEMO_BOB_PUBLIC_KEY}" }]';

story(
  'a key that has retired signs nothing any more; the one that replaced it does',
  async (stage) => {
    const incident = await stage.alert();
    const view = await incident.asked();
    assert.equal(
      (await incident.approve('alice')).says,
      "The signature is by a key of alice's that counted until 2026-01-31: sign with the one that replaced it.",
    );
    const renewed = { ...stage.keys, alice: stage.keys.bob };
    const at = await stage.now();
    await incident.handle.signal(
      approveSignal,
      decisionOf(renewed, 'alice', view, { decision: 'approve', at }),
    );
    assert.equal((await incident.result()).phase, 'resolved');
  },
  {
    edit: (file) => {
      const changed = file.replace('publicKey: $' + '{DEMO_ALICE_PUBLIC_KEY}', `publicKey: ${keys}`);
      if (changed === file) throw new Error('alice has no key in the demo');
      return changed;
    },
  },
);

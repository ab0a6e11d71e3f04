import assert from 'node:assert/strict';
import { withPolicy } from '../harness/policies.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const raising = (file: string) =>
  withPolicy(
    {},
    true,
  )(file)
    .replace(
      'mitigations:\n',
      `mitigations:
  letMoreIn: { title: Let 200 connections in, action: postgres.setMaxConnections, target: shop-db, value: 200, risk: destructive }
`,
    )
    .replace(
      'mitigations: [terminateIdleSessions, limitShopConnections]',
      `alsoAsk: [sizes, integrity]
    pools: [{ application: web, size: 20 }]
    mitigations: [letMoreIn]`,
    );

const edited = { edit: raising };

async function asked(stage: Stage) {
  const incident = await stage.alert();
  const { pending, findings } = await incident.asked();
  return { incident, pending, findings };
}

story(
  'more connections are let in once two people have said why, and the number of before is offered at the end',
  async (stage) => {
    const { incident, pending, findings } = await asked(stage);
    assert.deepEqual([pending?.mitigation, pending?.needs], ['letMoreIn', 2]);
    const also = ['sizes', 'pools', 'integrity'];
    assert.deepEqual(
      findings.filter(({ check }) => also.includes(check)).map(({ verdict }) => verdict),
      ['well', 'well', 'well'],
    );
    await incident.approveBecause('alice', 'applications are turned away');
    await incident.until('it waits', ({ waitingFor }) => waitingFor === 'another approval of plan 1');
    assert.equal(stage.world.maxConnections, 20);
    await incident.approveBecause('carol', 'there is memory for it');
    const back = await incident.asked(2);
    assert.equal(stage.world.maxConnections, 200);
    assert.deepEqual([back.pending?.undoes, back.pending?.needs], [1, 2]);
    stage.world.idle.clear();
    await incident.approveBecause('alice', 'the leak is closed');
    await incident.approveBecause('carol', 'and nobody is turned away');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal(stage.world.maxConnections, 20);
  },
  edited,
);

story(
  'once somebody else has changed the number, the plan that waited changes nothing',
  async (stage) => {
    const { incident } = await asked(stage);
    stage.world.maxConnections = 15;
    await incident.approveBecause('alice', 'applications are turned away');
    await incident.approveBecause('carol', 'there is memory for it');
    await incident.asked(2);
    assert.equal(stage.world.maxConnections, 15);
  },
  edited,
);

story(
  'where nobody is turned away it is not offered, whatever else is wrong',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.brokenOtherwise = true;
    const incident = await stage.alert();
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.equal((await incident.plans()).length, 0);
    await incident.resolve('alice', 'fixed', 'a certificate');
  },
  edited,
);

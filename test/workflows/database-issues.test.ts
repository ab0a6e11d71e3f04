import assert from 'node:assert/strict';
import { story } from '../harness/story.ts';

story('an approved plan is applied once, helps, stays well, and the incident resolves', async (stage) => {
  const incident = await stage.alert();
  assert.equal((await incident.asked()).phase, 'mitigating');
  assert.deepEqual(await incident.approve('alice'), {
    outcome: 'done',
    says: 'plan 1 is approved and being applied',
  });
  assert.equal((await incident.result()).phase, 'resolved');
  assert.deepEqual(stage.world.ended, [101, 102]);
  const happened = (await incident.timeline()).map((entry) => entry.fact.kind);
  const first = ['opened', 'paged', 'alerts', 'checked', 'planned', 'acknowledged', 'approved', 'applied'];
  assert.deepEqual(happened, [...first, 'improved', 'well', 'monitoring', 'resolved']);
});

story('a check that cannot ask is a finding and does not stop the incident', async (stage) => {
  stage.world.unreachable.add('limits');
  const incident = await stage.alert();
  const { findings } = await incident.asked();
  const limits = findings.find((finding) => finding.check === 'limits');
  assert.equal(limits?.verdict, 'unknown');
  assert.match(limits?.says ?? '', /^Could not ask \(limits\): connection refused/);
});

story(
  'an incident whose checks find nothing wrong resolves after its window, and nothing is changed',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert();
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal((await incident.plans()).length, 0);
  },
);

story('a mitigation that does not help is said, and then only people can go on', async (stage) => {
  stage.world.brokenOtherwise = true;
  stage.world.helps = false;
  const incident = await stage.alert();
  await incident.asked();
  await incident.approve('alice');
  await stage.pass(25_000);
  await incident.until(
    'the next is offered',
    ({ waitingFor }) => waitingFor === 'answers for limitShopConnections',
  );
  await incident.skip('alice');
  await incident.until('it waits for people', ({ waitingFor }) => waitingFor === 'people');
  assert.equal((await incident.facts('not improved')).length, 1);
  await incident.resolve('alice', 'fixed', 'bought a larger database');
  assert.match(
    (await incident.result()).says,
    /Resolved as fixed by alice \(cli, unverified\): bought a larger database/,
  );
});

story(
  'good readings that began in the window are read to their end: what passed without a worker does not count against a change',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal((await incident.facts('improved')).length, 1);
    assert.deepEqual(await incident.facts('not improved'), []);
  },
  // Each takes some ms besides its second, so that the last is due past the window.
  { edit: (file) => file.replaceAll('readings: 3', 'readings: 21') },
);

story('a relapse in the stability window goes back to diagnosing in the same incident', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.approve('alice');
  await incident.until('it watches', ({ phase }) => phase === 'monitoring');
  stage.world.idle.set(103, '2026-01-01 03:20:00+00');
  await stage.pass(4_000);
  const again = await incident.asked(2);
  assert.equal(again.round, 2);
  assert.equal((await incident.facts('relapsed')).length, 1);
  await incident.approve('alice');
  assert.equal((await incident.result()).phase, 'resolved');
  assert.deepEqual(stage.world.ended, [101, 102, 103]);
});

/** A file that names a pool, and a way to make it larger. */
const withPool = (file: string) =>
  file
    .replace(
      'targets:\n',
      'targets:\n  web: { kind: deployment, namespace: shop, name: web }\n  store: { kind: statefulSet, namespace: shop, name: store, dataStore: true }\n',
    )
    .replace(
      'mitigations:\n',
      `mitigations:
  growPool:
    title: A larger pool
    action: kubernetes.setEnvironment
    target: web
    asks: { variable: { question: "Which?" }, size: { question: "How many?" } }
    risk: disruptive
`,
    )
    .replace(
      'mitigations: [terminateIdleSessions, limitShopConnections]',
      `pools: [{ application: web, size: 20 }]
    mitigations: [terminateIdleSessions, growPool]`,
    );

story(
  'a pool that is used up is offered to be larger where the database itself has room',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.poolUsedUp = true;
    stage.world.brokenOtherwise = true;
    const incident = await stage.alert();
    const { findings } = await incident.until(
      'people are asked how large',
      ({ waitingFor }) => waitingFor === 'answers for growPool',
    );
    assert.equal(findings.find(({ check }) => check === 'pools')?.verdict, 'sick');
    await incident.resolve('alice', 'fixed', 'the pool was made larger by hand');
  },
  { edit: withPool },
);

story(
  'a larger pool is not offered where the database is full: it would take what is not there',
  async (stage) => {
    stage.world.poolUsedUp = true;
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.ended, [101, 102]);
    assert.equal((await incident.plans()).length, 1);
  },
  { edit: withPool },
);

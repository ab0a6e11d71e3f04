import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { proposeSignal } from '../../workflows/contract/messages.ts';
import type { RunbookName } from '../../workflows/contract/runbooks.ts';
import type { Play } from '../harness/play.ts';
import { type Documented, staffedSystems } from '../harness/staffed-systems.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';
import type { Trouble } from '../harness/world-cluster.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'mayday-staffed-'));
const systems = await staffedSystems(folder);
after(() => rm(folder, { recursive: true }));

/** What is wrong with which workload of a system, and what is offered then, in this order. */
type Case = [Documented, workload: string, Trouble, offered: [string, ...string[]]];

async function begin(
  stage: Stage,
  runbook: RunbookName,
  [system, workload, trouble]: Case | [Documented, string, Trouble],
): Promise<Play> {
  stage.world.reset();
  stage.world.idle.clear();
  stage.world.cluster.troubles.set(workload, trouble);
  return await stage.alert({ system }, runbook);
}

async function offered(incident: Play, plan: number): Promise<string | undefined> {
  return (await incident.asked(plan)).pending?.mitigation;
}

/** Each case twice: the first that is offered is approved and helps; all of them are rejected, and people go on. */
function stories(runbook: RunbookName, cases: Case[]): void {
  story(
    `${runbook}: the first change that the findings call for is approved, and it resolves`,
    async (stage) => {
      for (const each of cases) {
        const [system, workload, , [first]] = each;
        const incident = await begin(stage, runbook, each);
        assert.equal(await offered(incident, 1), first, system);
        await incident.approve('alice');
        assert.equal((await incident.result()).phase, 'resolved', system);
        assert.equal(stage.world.cluster.troubles.has(workload), false, system);
        assert.equal((await incident.facts('applied')).length, 1, system);
      }
    },
    { systems },
  );

  story(
    `${runbook}: a rejected change makes way for the next that is called for, and after the last people go on`,
    async (stage) => {
      for (const each of cases) {
        const [system, , , all] = each;
        const incident = await begin(stage, runbook, each);
        for (const [i, mitigation] of all.entries()) {
          assert.equal(await offered(incident, i + 1), mitigation, system);
          await incident.reject('alice', 'we do it by hand');
        }
        await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
        assert.equal((await incident.plans()).length, all.length, system);
        await incident.resolve('alice', 'fixed', 'by hand');
        assert.equal((await incident.result()).phase, 'resolved', system);
        assert.deepEqual(stage.world.cluster.changes, []);
      }
    },
    { systems },
  );
}

stories('applicationOutage', [
  ['codementor-ai', 'server', 'bad deploy', ['rollBack']],
  ['codementor-ai', 'client', 'crash loop', ['restartServerAndClient']],
  ['studyteddy', 'backend', 'bad deploy', ['rollBack']],
  ['agentic-startup-studio', 'backend', 'bad deploy', ['rollBackBackend']],
  ['agentic-startup-studio', 'backend', 'out of memory', ['scaleBackendTo3']],
  ['agentic-startup-studio', 'backend', 'crash loop', ['restartBackend']],
  ['onboarding-kyc', 'onboardingApi', 'bad deploy', ['rollBackApi']],
  ['onboarding-kyc', 'onboardingApi', 'crash loop', ['restartApi']],
  ['neurocred', 'backend', 'bad deploy', ['rollBack']],
  ['neurocred', 'backend', 'crash loop', ['restartBackend']],
]);

stories('highErrorRate', [
  ['codementor-ai', 'server', 'bad deploy', ['rollBack']],
  ['codementor-ai', 'server', 'error lines', ['restartServerAndClient']],
  ['studyteddy', 'backend', 'CPU nearly full', ['scaleBackendTo10', 'enableRateLimiting']],
  ['agentic-startup-studio', 'backend', 'bad deploy', ['rollBackBackend']],
  ['onboarding-kyc', 'onboardingApi', 'bad deploy', ['rollBackApi']],
  ['onboarding-kyc', 'onboardingApi', 'error lines', ['restartApi']],
]);

stories('performanceDegradation', [
  ['codementor-ai', 'server', 'CPU nearly full', ['scaleServerAndClient']],
  ['studyteddy', 'backend', 'CPU nearly full', ['scaleBackendTo5']],
  [
    'agentic-startup-studio',
    'backend',
    'memory nearly full',
    ['scaleBackendTo5', 'restartBackend', 'enableCaching'],
  ],
  ['onboarding-kyc', 'onboardingApi', 'CPU nearly full', ['scaleApi']],
  ['neurocred', 'backend', 'CPU nearly full', ['scaleBackend']],
]);

stories('highMemory', [
  ['studyteddy', 'backend', 'out of memory', ['raiseMemoryLimit']],
  [
    'agentic-startup-studio',
    'backend',
    'memory nearly full',
    ['scaleBackendTo5', 'raiseBackendMemory', 'restartBackend'],
  ],
  ['onboarding-kyc', 'onboardingApi', 'out of memory', ['raiseMemoryLimit']],
]);

stories('highCpu', [['onboarding-kyc', 'onboardingApi', 'CPU nearly full', ['scaleHotDeployment']]]);

stories('serviceRecovery', [
  ['codementor-ai', 'server', 'crash loop', ['restartServerAndClient']],
  ['studyteddy', 'backend', 'crash loop', ['restartServices']],
  ['onboarding-kyc', 'onboardingApi', 'crash loop', ['restartApi']],
  ['neurocred', 'backend', 'crash loop', ['restartBackend']],
]);

story(
  'a change that the document gives no number for asks for it first, of the workload that is short of it',
  async (stage) => {
    const incident = await begin(stage, 'highMemory', ['codementor-ai', 'client', 'out of memory']);
    await incident.until('it asks', ({ waitingFor }) => waitingFor === 'answers for raiseClientMemory');
    const by = { name: 'alice', door: 'cli' } as const;
    await incident.send(proposeSignal, {
      by,
      mitigation: 'raiseClientMemory',
      parameters: { memory: '1Gi' },
    });
    const { pending } = await incident.asked();
    assert.deepEqual(pending?.parameters, { memory: '1Gi' });
    await incident.approve('carol');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.cluster.changes, ['kubernetes.setResources of client']);
  },
  { systems },
);

story(
  'what the findings call for nothing of is up to people, whatever the health check says',
  async (stage) => {
    const runbooks: [Documented, RunbookName][] = [
      ['agentic-startup-studio', 'applicationOutage'],
      ['onboarding-kyc', 'performanceDegradation'],
      ['neurocred', 'highErrorRate'],
      ['studyteddy', 'highMemory'],
      ['onboarding-kyc', 'highCpu'],
      ['neurocred', 'serviceRecovery'],
    ];
    for (const [system, runbook] of runbooks) {
      stage.world.reset();
      stage.world.idle.clear();
      const incident = await stage.alert({ system }, runbook);
      await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
      assert.deepEqual(await incident.plans(), [], runbook);
      assert.equal((await incident.facts('up to people')).length, 1, runbook);
      await incident.resolve('alice', 'fixed', 'the supplier is back');
      assert.equal((await incident.result()).phase, 'resolved');
    }
  },
  { systems },
);

story(
  'where nothing explains why the service does not answer, a new start is offered',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.brokenOtherwise = true;
    const incident = await stage.alert({ system: 'neurocred' }, 'applicationOutage');
    assert.equal(await offered(incident, 1), 'restartBackend');
    stage.world.brokenOtherwise = false;
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { systems },
);

story(
  'a change that did not help is offered to be taken back, then the next; nothing in effect is offered again',
  async (stage) => {
    const incident = await begin(stage, 'highMemory', [
      'agentic-startup-studio',
      'backend',
      'memory nearly full',
    ]);
    stage.world.cluster.helps = false;
    assert.equal(await offered(incident, 1), 'scaleBackendTo5');
    await incident.reject('alice', 'the nodes are full');
    assert.equal(await offered(incident, 2), 'raiseBackendMemory');
    await incident.approve('alice');
    await stage.pass(150_000);
    const { pending } = await incident.asked(3);
    assert.deepEqual([pending?.undoes, pending?.mitigation], [2, 'raiseBackendMemory']);
    await incident.reject('alice', 'more is better all the same');
    assert.equal(await offered(incident, 4), 'restartBackend');
    await incident.reject('alice', 'not now');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    stage.world.cluster.helps = true;
    await incident.recheck('alice');
    assert.equal(await offered(incident, 5), 'scaleBackendTo5');
    await incident.reject('alice', 'the nodes are full');
    assert.equal(await offered(incident, 6), 'restartBackend', 'the limit is raised already');
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { systems },
);

story(
  'a new look while a plan waits asks again what was sick: a health check that never saw it does not withdraw the plan',
  async (stage) => {
    const incident = await begin(stage, 'performanceDegradation', [
      'neurocred',
      'backend',
      'CPU nearly full',
    ]);
    assert.equal(await offered(incident, 1), 'scaleBackend');
    await incident.recheck('alice');
    await incident.until('it looked', ({ pending }) => pending?.id === 1);
    assert.equal((await incident.facts('not well')).length, 1);
    assert.deepEqual(await incident.facts('plan withdrawn'), []);
    stage.world.cluster.troubles.clear();
    await incident.recheck('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal((await incident.facts('plan withdrawn')).length, 1);
  },
  { systems },
);

story(
  'of two workloads that are short, that of the worst is offered first',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.cluster.troubles.set('client', 'memory nearly full');
    stage.world.cluster.troubles.set('server', 'memory nearly full');
    const again = await stage.alert({ system: 'codementor-ai' }, 'highMemory');
    await again.until('it asks', ({ waitingFor }) => waitingFor === 'answers for raiseClientMemory');
    await again.skip('alice');
    await again.until('it asks', ({ waitingFor }) => waitingFor === 'answers for raiseServerMemory');
    await again.skip('alice');
    assert.equal(await offered(again, 1), 'scaleServerAndClient');
  },
  { systems },
);

story(
  'a bundle takes back what was rolled out of late, leaves out the rest and says so',
  async (stage) => {
    const incident = await begin(stage, 'highErrorRate', ['codementor-ai', 'server', 'bad deploy']);
    const { pending } = await incident.asked();
    assert.deepEqual(
      pending?.targets.map(({ id }) => id),
      ['rollBack.server: deployment server'],
    );
    assert.match(pending?.observed ?? '', /is not part of it: client had no deploy of late\.$/);
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.cluster.changes, ['kubernetes.rollback of server']);
  },
  { systems },
);

story(
  'database issues: a crashed database is restarted with two approvals; the backend where it holds the connections',
  async (stage) => {
    const incident = await begin(stage, 'databaseIssues', [
      'codementor-ai',
      'databaseWorkload',
      'crash loop',
    ]);
    const { pending, findings } = await incident.asked();
    assert.deepEqual([pending?.mitigation, pending?.needs], ['restartDatabase', 2]);
    const sick = findings.flatMap(({ check, verdict }) => (verdict === 'sick' ? [check] : []));
    assert.deepEqual(sick.sort(), ['health', 'logs of databaseWorkload', 'pods']);
    await incident.approveBecause('alice', 'it has crashed');
    await incident.approveBecause('carol', 'nobody can work');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.cluster.changes, ['kubernetes.restart of databaseWorkload']);

    stage.world.reset();
    const full = await stage.alert({ system: 'agentic-startup-studio' }, 'databaseIssues');
    assert.equal(await offered(full, 1), 'restartBackend');
    await full.resolve('alice', 'fixed', 'by hand');

    const pool = await begin(stage, 'databaseIssues', ['neurocred', 'backend', 'error lines']);
    await pool.until('it asks', ({ waitingFor }) => waitingFor === 'answers for growConnectionPool');
    await pool.resolve('alice', 'fixed', 'by hand');
  },
  { systems },
);

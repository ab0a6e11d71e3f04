import assert from 'node:assert/strict';
import { proposeSignal } from '../../workflows/contract/messages.ts';
import type { RunbookName } from '../../workflows/contract/runbooks.ts';
import type { Documented } from '../harness/staffed-systems.ts';
import { story } from '../harness/story.ts';
import { begin, offered, systems } from './troubled-workloads.ts';

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

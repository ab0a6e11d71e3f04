import assert from 'node:assert/strict';
import type { RunbookName } from '../../workflows/contract/runbooks.ts';
import { story } from '../harness/story.ts';
import { begin, type Case, offered, systems } from './troubled-workloads.ts';

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

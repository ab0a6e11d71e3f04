import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import type { IncidentView } from '../../workflows/contract/incident.ts';
import { type RunbookName, runbooks } from '../../workflows/contract/runbooks.ts';
import type { Play } from '../harness/play.ts';
import { type Documented, staffedSystems } from '../harness/staffed-systems.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';
import type { Trouble } from '../harness/world-cluster.ts';
import { type Ending, endings, endingsStory } from '../replay/endings.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'mayday-endings-'));
const systems = await staffedSystems(folder);
after(() => rm(folder, { recursive: true }));

/** A system whose document has the runbook, and what is wrong there; without trouble the runbook leaves it to people. */
const scenes: Record<RunbookName, [Documented, workload?: string, trouble?: Trouble]> = {
  applicationOutage: ['codementor-ai', 'server', 'bad deploy'],
  databaseIssues: ['agentic-startup-studio'],
  highErrorRate: ['codementor-ai', 'server', 'bad deploy'],
  performanceDegradation: ['neurocred', 'backend', 'CPU nearly full'],
  highMemory: ['studyteddy', 'backend', 'out of memory'],
  highCpu: ['onboarding-kyc', 'onboardingApi', 'CPU nearly full'],
  cacheIssues: ['onboarding-kyc'],
  messageBrokerIssues: ['onboarding-kyc'],
  diskSpace: ['onboarding-kyc'],
  certificateExpiry: ['onboarding-kyc'],
  securityIncident: ['studyteddy'],
  serviceRecovery: ['neurocred', 'backend', 'crash loop'],
  databaseRecovery: ['codementor-ai'],
  cacheRecovery: ['studyteddy'],
  generalIncident: ['onboarding-kyc'],
};

async function open(stage: Stage, runbook: RunbookName): Promise<Play> {
  const [system, workload, trouble] = scenes[runbook];
  stage.world.reset();
  if (workload && trouble) {
    stage.world.idle.clear();
    stage.world.cluster.troubles.set(workload, trouble);
  }
  const incident = await stage.alert({ system }, runbook);
  await waits(incident);
  return incident;
}

/** However busy the machine is: some of these look at a whole cluster first. */
async function waits(incident: Play): Promise<IncidentView> {
  for (let left = 3; ; left -= 1) {
    try {
      return await incident.until('it waits for somebody', ({ waitingFor }) => waitingFor !== undefined);
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

const play: Record<Ending, (incident: Play, stage: Stage) => Promise<void>> = {
  'by people': async (incident) => {
    await incident.resolve('alice', 'fixed', 'by hand');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  'false alarm': async (incident) => {
    await incident.resolve('alice', 'false alarm', 'a load test');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  cancelled: async (incident) => {
    await incident.handle.cancel();
    await assert.rejects(incident.result());
    await incident.until('it is cancelled', ({ phase }) => phase === 'cancelled');
  },
  rejected: async (incident) => {
    const { pending } = await waits(incident);
    if (pending) await incident.reject('alice', 'we do it by hand');
    else await incident.skip('alice');
    await incident.resolve('alice', 'fixed', 'by hand');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  'nobody answered': async (incident, stage) => {
    await stage.pass(3 * 3_600_000);
    const reached = await incident.facts('paged');
    assert.ok(reached.length > 1, 'more than the first step was reached');
    await incident.resolve('alice', 'fixed', 'by hand');
    assert.equal((await incident.result()).phase, 'resolved');
  },
};

for (const runbook of Object.keys(runbooks) as RunbookName[]) {
  story(
    endingsStory(runbook),
    async (stage) => {
      for (const ending of endings) await play[ending](await open(stage, runbook), stage);
    },
    { systems, pools: ['vps'] },
  );
}

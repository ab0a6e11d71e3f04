import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { staffedSystems } from '../harness/staffed-systems.ts';
import { story } from '../harness/story.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'mayday-outside-'));
const as = await staffedSystems(path.join(folder, 'as'));
const listing = await staffedSystems(path.join(folder, 'listing'));
await appendFile(
  path.join(listing, 'onboarding-kyc.yaml'),
  'dependencies:\n  - { title: Identity provider, url: "https://id.provider.example/health" }\n',
);
after(() => rm(folder, { recursive: true }));

const system = 'onboarding-kyc';

story(
  'highErrorRate: where something outside fails the circuit breaker is offered, and no restart',
  async (stage) => {
    stage.world.reset();
    stage.world.idle.clear();
    stage.world.cluster.troubles.set('onboardingApi', 'error lines');
    stage.world.outside.down.add('Identity provider');
    const incident = await stage.alert({ system }, 'highErrorRate');
    const { pending } = await incident.asked(1);
    assert.equal(pending?.mitigation, 'enableCircuitBreaker');
    const [checked] = await incident.facts('checked');
    const finding = checked?.findings.find(({ check }) => check === 'external dependencies');
    assert.deepEqual([finding?.verdict, finding?.says], ['sick', 'Identity provider is down.']);
    stage.world.outside.down.clear();
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.match(`${stage.world.cluster.changes}`, /setEnvironment/);
  },
  { systems: listing },
);

story(
  'highErrorRate: while all outside is up the circuit breaker is not offered',
  async (stage) => {
    stage.world.reset();
    stage.world.idle.clear();
    stage.world.cluster.troubles.set('onboardingApi', 'error lines');
    const incident = await stage.alert({ system }, 'highErrorRate');
    assert.equal((await incident.asked(1)).pending?.mitigation, 'restartApi');
    await incident.reject('alice', 'we look first');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.equal((await incident.plans()).length, 1);
    assert.equal((await incident.facts('noted')).length, 0);
    await incident.resolve('alice', 'fixed', 'by hand');
    await incident.result();
  },
  { systems: listing },
);

story(
  'highErrorRate: of a file that lists no dependencies people hear that the circuit breaker is theirs to propose',
  async (stage) => {
    stage.world.reset();
    stage.world.idle.clear();
    stage.world.brokenOtherwise = true;
    stage.world.outside.down.add('nobody asks');
    const incident = await stage.alert({ system }, 'highErrorRate');
    await incident.asked(1);
    await incident.reject('alice', 'we look first');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const notes = (await incident.facts('noted')).map(({ text }) => text);
    assert.deepEqual(notes, [
      'Switch the circuit breaker of onboarding-api on is for when something outside fails, and the file lists no dependencies to look at: propose enableCircuitBreaker if one does',
    ]);
    const [checked] = await incident.facts('checked');
    assert.ok(checked?.findings.every(({ check }) => check !== 'external dependencies'));
    await incident.resolve('alice', 'fixed', 'by hand');
    await incident.result();
  },
  { systems: as },
);

story(
  'highErrorRate: an edit of a config map and a commit before the alert are said, and hold up nothing',
  async (stage) => {
    stage.world.reset();
    stage.world.idle.clear();
    stage.world.cluster.troubles.set('backend', 'bad deploy');
    // The alert of these stories began at 03:12.
    stage.world.outside.reconfiguredAt = '2026-01-01T03:00:00.000Z';
    stage.world.outside.committedAt = '2026-01-01T02:40:00.000Z';
    const incident = await stage.alert({ system: 'agentic-startup-studio' }, 'highErrorRate');
    assert.equal((await incident.asked(1)).pending?.mitigation, 'rollBackBackend');
    const notes = (await incident.facts('noted')).map(({ text }) => text);
    assert.deepEqual(
      notes.filter((text) => /^(Config map|Commit)/.test(text)),
      [
        'Config map settings (POOL) was changed by kubectl-edit 12 min before the alert began: see config maps',
        'Commit 3f2a1b0 by Ana ("Faster login") was made 32 min before the alert began: see commits',
      ],
    );
    await incident.resolve('alice', 'fixed', 'by hand');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { systems: as },
);

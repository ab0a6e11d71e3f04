import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { Play } from '../harness/play.ts';
import { staffedSystems } from '../harness/staffed-systems.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'mayday-requests-'));
const systems = await staffedSystems(folder);
after(() => rm(folder, { recursive: true }));

const aboutRequests = ['error ratio', 'requests', 'latency', 'alerts'];

const told = (findings: readonly Finding[], names: readonly string[]) =>
  names.map((name) => findings.find(({ check }) => check === name)?.verdict);

/** Once a change is made, what is wrong ends; lets time pass until that was seen, and answers by which reading. */
async function whatHelped(stage: Stage, incident: Play, ends: () => void): Promise<string | undefined> {
  await incident.until('it is applied', ({ inEffect }) => inEffect.length > 0);
  ends();
  for (let reading = 1; reading <= 12; reading += 1) {
    const [improved] = await incident.facts('improved');
    if (improved) return improved.says;
    await stage.pass(10_000);
  }
  return undefined;
}

story(
  'too many errors of a service call for a change of its workload, which helps once their share has fallen',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.requests.errorPercent.set('backend', 8);
    stage.world.workloads.replicas.set('backend', 3);
    const incident = await stage.alert({ system: 'agentic-startup-studio' }, 'highErrorRate');
    const { pending, findings } = await incident.asked();
    assert.equal(pending?.mitigation, 'scaleBackendTo1');
    assert.deepEqual(told(findings, aboutRequests), ['sick', 'well', 'well', 'well']);
    const ends = () => stage.world.requests.errorPercent.set('backend', 0.2);
    await incident.approve('alice');
    assert.equal(await whatHelped(stage, incident, ends), 'errorRate is 0.2; below 1 is good.');
    await incident.resolve('alice', 'fixed', 'the errors are gone');
  },
  { systems },
);

story(
  'a change that leaves the errors as they are did not help, and people go on',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.requests.errorPercent.set('backend', 8);
    stage.world.workloads.replicas.set('backend', 3);
    const incident = await stage.alert({ system: 'agentic-startup-studio' }, 'highErrorRate');
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it is applied', ({ inEffect }) => inEffect.length > 0);
    await stage.pass(180_000);
    await incident.until('its undo is asked', ({ pending }) => pending?.undoes === 1);
    const [not] = await incident.facts('not improved');
    assert.equal(not?.says, 'errorRate is 8; below 1 is good.');
    await incident.resolve('alice', 'fixed', 'by hand');
  },
  { systems },
);

story(
  'a change whose effect nobody could read is not said to have failed: the verification decides',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.requests.errorPercent.set('backend', 8);
    stage.world.workloads.replicas.set('backend', 3);
    const incident = await stage.alert({ system: 'agentic-startup-studio' }, 'highErrorRate');
    await incident.asked();
    stage.world.unreachable.add('measure');
    await incident.approve('alice');
    await incident.until('it is applied', ({ inEffect }) => inEffect.length > 0);
    await stage.pass(180_000);
    const said = (await incident.facts('noted')).map(({ text }) => text);
    assert.ok(
      said.some((text) => /^Whether plan 1 helped is for the verification to say: /.test(text)),
      said.join('\n'),
    );
    assert.deepEqual(await incident.facts('not improved'), []);
    await incident.resolve('alice', 'fixed', 'the errors are gone');
  },
  { systems },
);

story(
  'the share of errors suggests the severity that the document gives to it, with the number',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.requests.errorPercent.set('backend', 2.5);
    const incident = await stage.alert({ system: 'agentic-startup-studio' }, 'highErrorRate');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const [suggested] = await incident.facts('severity suggested');
    assert.deepEqual(
      [suggested?.label, suggested?.because],
      ['Sev 3', '2.5 % of the requests fail, and from 1 % on the file calls it that'],
    );
    assert.equal((await incident.plans()).length, 0);
    await incident.resolve('alice', 'fixed', 'it went away');
  },
  { systems },
);

story(
  'slow answers of what is short of CPU call for more pods, which help once answers are fast',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.requests.p95Ms.set('backend', 4_000);
    stage.world.cluster.troubles.set('backend', 'CPU nearly full');
    const incident = await stage.alert({ system: 'studyteddy' }, 'performanceDegradation');
    const { pending, findings } = await incident.asked();
    assert.equal(pending?.mitigation, 'scaleBackendTo5');
    assert.deepEqual(told(findings, ['latency', 'slow queries', 'ping']), ['sick', 'well', 'well']);
    const ends = () => stage.world.requests.p95Ms.set('backend', 300);
    await incident.approve('alice');
    assert.equal(await whatHelped(stage, incident, ends), 'latencyP95 is 300; below 2000 is good.');
    await incident.resolve('alice', 'fixed', 'answers are fast again');
  },
  { systems },
);

story(
  'a Prometheus that cannot be asked stops nothing; a file without one asks none, and looks at its pages',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.unreachable.add('error ratio').add('latency').add('alerts').add('requests');
    stage.world.cluster.troubles.set('backend', 'bad deploy');
    const incident = await stage.alert({ system: 'agentic-startup-studio' }, 'highErrorRate');
    const { pending, findings } = await incident.asked();
    assert.equal(pending?.mitigation, 'rollBackBackend');
    assert.deepEqual(told(findings, aboutRequests), ['unknown', 'unknown', 'unknown', 'unknown']);
    await incident.resolve('alice', 'fixed', 'by hand');

    stage.world.reset();
    stage.world.idle.clear();
    const other = await stage.alert({ system: 'codementor-ai' }, 'highErrorRate');
    await other.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const [checked] = await other.facts('checked');
    const names = checked?.findings.map(({ check }) => check) ?? [];
    assert.deepEqual(
      names.filter((name) => aboutRequests.includes(name)),
      [],
    );
    for (const name of ['page metrics', 'page errorStats', 'page activeAlerts'])
      assert.ok(names.includes(name));
    await other.resolve('alice', 'fixed', 'by hand');
  },
  { systems },
);

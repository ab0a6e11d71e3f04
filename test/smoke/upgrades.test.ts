import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../../servers/process.ts';
import { leaseWorkflowId } from '../../workflows/contract/lease.ts';
import { Live } from '../harness/live.ts';
import { LiveIncident } from '../harness/live-incident.ts';
import { deployment, LiveVersions } from '../harness/live-versions.ts';
import type { Change } from '../harness/other-version.ts';
import { stackUnavailable } from '../harness/servers.ts';

/** ms; every test here waits for processes that start. */
const within = 120_000;

/** Follows the current version, as all that lives on between incidents. */
const lease = leaseWorkflowId({ system: 'demo', target: 'shop-db' });

// Else it takes the server minutes to see that nothing runs on a version any more.
const dynamicConfig = [
  'matching.wv.VersionDrainageStatusVisibilityGracePeriod="2s"',
  'matching.wv.VersionDrainageStatusRefreshInterval="2s"',
];

const patchedFollowUps: Change = [
  'workflows/post-incident.ts',
  '      remind(followUps);\n',
  "      if (patched('a-pause-before-each-reminder')) await sleep('1 ms', { summary: 'A pause' });\n      remind(followUps);\n",
];
const withItsImports: Change = [
  'workflows/post-incident.ts',
  '  isCancellation,\n',
  '  isCancellation,\n  patched,\n  sleep,\n',
];
const bad: Change = [
  'workflows/incident/life.ts',
  'export async function handleIncident(',
  "export async function handleIncident(...input: Parameters<typeof soundly>): ReturnType<typeof soundly> {\n  if (input.length > 0) throw new Error('a bad release');\n  return await soundly(...input);\n}\n\nasync function soundly(",
];

describe('the worker is upgraded while incidents are open', { skip: await stackUnavailable() }, () => {
  let live: Live;
  let versions: LiveVersions;
  before(async () => {
    live = await Live.start({ dynamicConfig });
    versions = new LiveVersions(live);
  });
  after(() => live?.end());

  async function asked(group: string): Promise<LiveIncident> {
    await live.breakShop();
    const incident = await live.alert(group);
    await incident.says(/^Plan 1 waits for approval/, { within });
    return incident;
  }

  async function resolvesOnce(incident: LiveIncident): Promise<void> {
    await incident.resolves(within);
    const { timeline } = await incident.record();
    assert.equal(timeline.filter(({ fact }) => fact.kind === 'applied').length, 1);
    assert.equal(await live.shopStatus(), 200);
    await incident.assertToldOnce();
    await incident.replays();
  }

  test('from unversioned workers to versions: what is open goes on with the first version; incidents stay there', async () => {
    const before = await asked('over before there are versions');
    await before.approve();
    await resolvesOnce(before);
    assert.equal(await versions.versionOf(lease), undefined, 'it remembers that change, and goes on');

    const incident = await asked('opened unversioned');
    assert.equal(await versions.versionOf(incident.workflowId), undefined);
    await versions.starts('v1');
    await versions.setCurrent('v1');
    await live.worker.stop();

    await incident.approve();
    await resolvesOnce(incident);
    assert.equal(await versions.versionOf(incident.workflowId), 'v1');
    await versions.goesOnWith('v1', lease);
    await versions.doctor(/^✔ {2}versions +new runs go to mayday:v1; polling: /m);
  });

  test('two versions side by side: each finishes its own incidents; follow-ups go on with the new one; the old one drains', async () => {
    const old = await asked('opened on v1');
    await versions.starts('v2', [patchedFollowUps, withItsImports]);
    await versions.setCurrent('v2');
    const started = await live.mayday(
      'start',
      'generalIncident',
      '--system',
      'demo',
      '--summary',
      'a look',
      '--json',
    );
    assert.equal(started.code, 0, started.err);
    const { workflowId } = JSON.parse(started.out);
    const { raw } = await live.stack.client.workflow.getHandle(workflowId).describe();
    const young = new LiveIncident(live, workflowId, raw.workflowExecutionInfo?.firstRunId ?? '');
    await versions.goesOnWith('v2', young.workflowId);
    assert.equal(await versions.versionOf(old.workflowId), 'v1');

    await old.approve();
    await resolvesOnce(old);
    assert.equal(await versions.versionOf(old.workflowId), 'v1');
    await versions.goesOnWith('v2', lease);
    const resolved = await live.mayday('resolve', young.name, '--as-false-alarm', '--reason', 'a load test');
    assert.equal(resolved.code, 0, resolved.err);
    assert.equal(await versions.versionOf(young.workflowId), 'v2');

    const followUps = versions.followUpsOf(old);
    const done = await live.mayday('done', old.name, '1');
    assert.equal(done.code, 0, done.err);
    await versions.goesOnWith('v2', followUps);
    const { events } = await live.stack.client.workflow.getHandle(followUps).fetchHistory();
    const markers = events?.filter(
      (event) => event.markerRecordedEventAttributes?.markerName === 'core_patch',
    );
    assert.equal(markers?.length, 1, 'what is new there is done behind its patch');

    await until(
      async () => {
        const said = await versions.temporal(
          ...['worker', 'deployment', 'describe-version', '--deployment-name', deployment],
          ...['--build-id', 'v1', '--output', 'json'],
        );
        return /"drainageStatus": *"drained"/i.test(said);
      },
      { deadlineMs: within, everyMs: 1_000 },
    );
    await versions.ends('v1');
    await versions.doctor(/^✔ {2}versions +new runs go to mayday:v2; /m);
  });

  test('a bad version: it is seen, taken back, and what it opened goes on with the good one; nothing is done twice', async () => {
    await versions.are('v2', [patchedFollowUps, withItsImports]);
    await versions.starts('v3', [bad]);
    await versions.setCurrent('v3');
    await live.breakShop();
    const incident = await live.alert('opened on a bad version');
    await versions.doctor(
      /^✖ {2}open runs +1 stands still, .*incident:demo:databaseIssues:\w+ on mayday:v3 \(attempt \d+\)/m,
    );

    await versions.setCurrent('v2');
    await versions.temporal(
      ...['workflow', 'update-options', '--workflow-id', incident.workflowId],
      ...['--versioning-override-behavior', 'pinned', '--versioning-override-deployment-name', deployment],
      ...['--versioning-override-build-id', 'v2'],
    );
    await incident.says(/^Plan 1 waits for approval/, { within });
    await incident.approve();
    await resolvesOnce(incident);
    assert.equal(await versions.versionOf(incident.workflowId), 'v2');
    await versions.ends('v3');
  });

  test('back to unversioned workers: leases and follow-ups go on there, too', async () => {
    await versions.setCurrent(undefined);
    await live.workerComes();
    await versions.ends('v2');
    const incident = await asked('opened unversioned again');
    await incident.approve();
    await resolvesOnce(incident);
    assert.equal(await versions.versionOf(incident.workflowId), undefined);
    await versions.goesOnWith(undefined, lease);
  });
});

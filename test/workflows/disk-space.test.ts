import assert from 'node:assert/strict';
import { withPolicy } from '../harness/policies.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const withHost = (file: string) =>
  withPolicy(
    {},
    true,
  )(file)
    .replace('targets:\n', 'targets:\n  vps: { kind: host, pool: vps, containers: /run/podman.sock }\n')
    .replace(
      'mitigations:\n',
      `mitigations:
  deleteOldLogs:
    title: Delete old logs
    action: files.deleteOld
    target: vps
    roots: [/var/log]
    pattern: "*.gz"
    olderThan: 30d
    risk: destructive
    improves: { metric: diskUsed }
  pruneImages:
    title: Delete images without a name
    action: containers.pruneImages
    target: vps
    risk: destructive
    improves: { metric: diskUsed }
`,
    )
    .replace(
      'runbooks:\n',
      `runbooks:
  diskSpace: { severity: P1, mitigations: [terminateIdleSessions, deleteOldLogs, pruneImages] }
`,
    );

const edited = { edit: withHost, pools: ['vps'] };

/** The activities of a run, each on the queue on which it was scheduled. */
async function queuesOf(stage: Stage, workflowId: string): Promise<Map<string, Set<string>>> {
  const queues = new Map<string, Set<string>>();
  for (const { history } of await stage.runsOf(workflowId)) {
    for (const { activityTaskScheduledEventAttributes: scheduled } of history.events ?? []) {
      const [name, queue] = [scheduled?.activityType?.name ?? '', scheduled?.taskQueue?.name ?? ''];
      if (scheduled) queues.set(name, (queues.get(name) ?? new Set()).add(queue));
    }
  }
  return queues;
}

story(
  'a full disk gets room by the old files that its plan lists, looked for and deleted by the worker on that host',
  async (stage) => {
    const { world } = stage;
    world.idle.clear();
    world.disk.files.set('/var/log/a.gz', 35).set('/var/log/b.gz', 20);
    const incident = await stage.alert({}, 'diskSpace');
    const { pending, findings } = await incident.asked();
    assert.deepEqual([pending?.mitigation, pending?.needs], ['deleteOldLogs', 2]);
    assert.deepEqual(
      findings.map(({ check, verdict }) => [check, verdict]),
      [
        ['disks of vps', 'sick'],
        ['largest on vps', 'well'],
        ['old files of deleteOldLogs', 'sick'],
        ['dangling images on vps', 'well'],
        ['health', 'well'],
      ],
    );
    await incident.approveBecause('alice', 'packed logs of last year');
    await incident.until('it waits', ({ waitingFor }) => waitingFor === 'another approval of plan 1');
    assert.deepEqual(world.disk.deleted, []);
    await incident.approveBecause('carol', 'nobody reads them');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(world.disk.deleted, ['/var/log/a.gz', '/var/log/b.gz']);
    const [improved] = await incident.facts('improved');
    assert.equal(improved?.says, '/ has 40 %.');
    const queues = await queuesOf(stage, incident.handle.workflowId);
    for (const asked of [
      'hostDisks',
      'hostOldFiles',
      'planMitigation',
      'comparePlan',
      'applyPlan',
      'measure',
    ]) {
      if (queues.has(asked)) assert.deepEqual([...(queues.get(asked) ?? [])], ['mayday-vps'], asked);
    }
    assert.deepEqual([...(queues.get('httpHealth') ?? [])], ['mayday-main']);
    for (const needed of ['planMitigation', 'applyPlan', 'measure']) assert.ok(queues.has(needed), needed);
  },
  edited,
);

story(
  'where the old files are not enough, the images without a name are offered next',
  async (stage) => {
    const { world } = stage;
    world.idle.clear();
    world.disk.files.set('/var/log/a.gz', 1);
    world.disk.images.set('sha256:1', 55);
    const incident = await stage.alert({}, 'diskSpace');
    await incident.asked();
    await incident.approveBecause('alice', 'old');
    await incident.approveBecause('carol', 'old');
    await stage.pass(150_000);
    const { pending } = await incident.asked(2);
    assert.equal(pending?.mitigation, 'pruneImages');
    assert.deepEqual(world.disk.deleted, ['/var/log/a.gz']);
    await incident.approveBecause('alice', 'unused');
    await incident.approveBecause('carol', 'unused');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(world.disk.deleted, ['/var/log/a.gz', 'sha256:1']);
    assert.equal((await incident.facts('not improved')).length, 1);
  },
  edited,
);

story(
  'a file of the plan that was written while it waited is not deleted under that plan',
  async (stage) => {
    const { world } = stage;
    world.idle.clear();
    world.disk.files.set('/var/log/a.gz', 55);
    const incident = await stage.alert({}, 'diskSpace');
    await incident.asked();
    world.disk.files.set('/var/log/a.gz', 56);
    await incident.approveBecause('alice', 'old');
    await incident.approveBecause('carol', 'old');
    await incident.asked(2);
    assert.deepEqual(world.disk.deleted, []);
  },
  edited,
);

story(
  'a full disk with nothing on it that may go is for people, and nothing is offered',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.disk.rest = 97;
    const incident = await stage.alert({}, 'diskSpace');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.equal((await incident.plans()).length, 0);
    await incident.resolve('alice', 'fixed', 'a larger disk');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  edited,
);

story(
  'a host that cannot be asked is said so, and stops nothing',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.unreachable.add('disks');
    const incident = await stage.alert({}, 'diskSpace');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const [checked] = await incident.facts('checked');
    const disks = checked?.findings.find(({ check }) => check === 'disks of vps');
    assert.deepEqual(
      [disks?.verdict, disks?.says],
      ['unknown', 'Could not ask (disks of vps): connection refused.'],
    );
    await incident.resolve('alice', 'fixed', 'looked by hand');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  edited,
);

story(
  'disks with room need nobody',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.disk.files.set('/var/log/a.gz', 5);
    const incident = await stage.alert({}, 'diskSpace');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal((await incident.plans()).length, 0);
    assert.deepEqual(stage.world.disk.deleted, []);
  },
  edited,
);

const withVolumes = (file: string) =>
  withHost(file)
    .replace(
      'targets:\n',
      'targets:\n  data: { kind: namespace, name: shop }\n  metrics: { kind: prometheus, url: "http://prometheus:9090" }\n',
    )
    .replace(
      'mitigations:\n',
      `mitigations:
  expandVolume: { title: Give a volume more space, action: kubernetes.expandVolume, target: data, risk: destructive }
`,
    )
    .replace('deleteOldLogs, pruneImages]', 'deleteOldLogs, pruneImages, expandVolume]');

story(
  'a volume that is full is to be larger: its claim is told by the finding, how large by a person',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.disk.volume = 97;
    const incident = await stage.alert({}, 'diskSpace');
    await incident.until('it asks', ({ waitingFor }) => waitingFor === 'answers for expandVolume');
    const [wanted] = await incident.facts('answers wanted');
    assert.deepEqual(wanted?.questions, ['size: How large shall it be?']);
    const noted = await incident.facts('noted');
    assert.deepEqual(
      noted.map(({ text }) => text),
      ['Give a volume more space: claim data-0, from the finding "volume usage"'],
    );
    await incident.resolve('alice', 'fixed', 'cleaned up');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { edit: withVolumes, pools: ['vps'] },
);

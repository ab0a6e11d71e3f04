import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { hostDanglingImages } from '../../../activities/hosts/dangling-images.ts';
import { measureDisks } from '../../../activities/hosts/measure.ts';
import { comparePlan } from '../../../activities/mitigations/compare-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { rehearsePlan } from '../../../activities/mitigations/rehearse-plan.ts';
import { type PodmanServer, podmanUnavailable, startPodman } from '../../../servers/podman.ts';
import type { HostTarget, PruneImages } from '../../../workflows/contract/disks.ts';
import { unavailable } from '../../harness/servers.ts';
import { attempt } from '../postgres/world.ts';
import { Engine } from './engine.ts';
import { accessTo, apply, approved, host, type SmallDisk, saysOf, smallDisk, withoutMount } from './world.ts';

const skip = podmanUnavailable() || (await unavailable('podman')) || (await withoutMount());
const here = { root: '', own: [] };

describe('images without a name, on a real engine', { skip }, () => {
  let disk: SmallDisk;
  let podman: PodmanServer;
  let engine: Engine;
  let target: HostTarget;
  before(async () => {
    disk = await smallDisk('size=24m');
    podman = await startPodman({ below: disk.place });
    engine = new Engine(podman.socket);
    target = { ...host, containers: podman.socket };
  });
  after(async () => {
    await podman?.stop();
    await disk?.away();
  });

  const look = (above = 90, of = target) => attempt().run(hostDanglingImages(here), { host: of, above });
  const pruning = (of = target): PruneImages => ({
    name: 'pruneImages',
    title: 'Delete images without a name',
    action: 'containers.pruneImages',
    target: of,
    risk: 'destructive',
    asks: [],
    temporary: false,
  });
  const plan = () => attempt().run(planMitigation(accessTo(here)), { mitigation: pruning() });
  async function ordered() {
    const proposal = await plan();
    assert.ok(proposal);
    return approved(pruning(), proposal);
  }
  /** So that only what a test makes itself has no name. */
  async function tidy() {
    const proposal = await plan();
    if (proposal) await apply(here, approved(pruning(), proposal));
  }
  const short = (id: string) => id.slice(0, 19);

  test('an engine that holds none is well, and there is nothing to plan', async () => {
    const found = await look(0);
    assert.deepEqual(
      [found.verdict, found.says],
      ['well', 'vps holds no image without a name and a container.'],
    );
    assert.equal(await plan(), null);
  });

  test('on a full disk those without a name go, once two have approved, and it has room; all others stay', async () => {
    const old = await engine.image('shop', 7_000_000);
    const current = await engine.image('shop', 1_000_000);
    const used = await engine.image('tool', 500_000);
    await engine.container(used, 'worker');
    await engine.image('tool', 500_000);
    await engine.volume('data');
    const before = await engine.ids();
    const improvement = {
      metric: 'diskUsed',
      target,
      below: 30,
      within: 0,
      readings: 1,
      every: 0,
    } as const;
    assert.equal((await measureDisks(here, improvement)).good, false);
    const room = await look(95);
    assert.equal(room.verdict, 'well');
    const found = await look(30);
    assert.equal(found.verdict, 'sick');
    assert.match(
      found.says,
      /^vps holds 1 image without a name and a container, at most 7 MB, on \/\S+ \(tmpfs\) with \d+ %/,
    );
    assert.deepEqual(
      found.evidence?.map(({ image }) => image),
      [short(old)],
    );
    const given = await ordered();
    assert.deepEqual(
      given.plan.targets.map(({ id }) => id),
      [old],
    );
    assert.deepEqual(given.plan.preview, [`docker image rm ${short(old)}`]);
    const alone = await apply(here, { ...given, approvals: given.approvals.slice(0, 1) });
    assert.equal(alone.outcome, 'refused');
    assert.deepEqual(await engine.ids(), before);
    const applied = await apply(here, given);
    assert.deepEqual(saysOf(applied), [`done: ${short(old)}: deleted`]);
    assert.deepEqual(
      await engine.ids(),
      before.filter((id) => id !== old),
    );
    assert.ok((await engine.ids()).includes(current));
    assert.deepEqual(await engine.volumes(), ['data']);
    const { good, says } = await measureDisks(here, improvement);
    assert.ok(good, says);
  });

  test('an image that got a name or a container since keeps its plan from being carried out', async () => {
    await tidy();
    const [named, used] = [await engine.image('old-a'), await engine.image('old-b')];
    const third = await engine.image('old-c');
    for (const name of ['old-a', 'old-b', 'old-c']) await engine.image(name);
    const given = await ordered();
    assert.equal(given.plan.targets.length, 3);
    await engine.tag(named, 'kept');
    await engine.container(used, 'runner');
    const lines = await attempt().run(comparePlan(accessTo(here)), given);
    assert.deepEqual(
      lines.sort(),
      [
        `${short(named)} is called docker.io/library/kept:latest by now`,
        `${short(used)} is what the container runner is made of by now`,
      ].sort(),
    );
    const applied = await apply(here, given);
    assert.ok(applied.outcome === 'refused');
    for (const id of [named, used, third]) assert.ok((await engine.ids()).includes(id));
    const anew = await ordered();
    assert.deepEqual(
      anew.plan.targets.map(({ id }) => id),
      [third],
    );
    assert.deepEqual(saysOf(await apply(here, anew)), [`done: ${short(third)}: deleted`]);
  });

  test('tried again, what is gone counts as done, and an image that came since stays', async () => {
    await tidy();
    const [first, second] = [await engine.image('old-d'), await engine.image('old-e')];
    for (const name of ['old-d', 'old-e']) await engine.image(name);
    const given = await ordered();
    await engine.remove(first);
    const later = await engine.image('old-f');
    await engine.image('old-f');
    const applied = await apply(here, given, { number: 2 });
    assert.deepEqual(
      saysOf(applied).sort(),
      [
        `done: ${short(first)}: gone; an attempt before this one, whose answer was lost, may have deleted it`,
        `done: ${short(second)}: deleted`,
      ].sort(),
    );
    assert.ok((await engine.ids()).includes(later));
  });

  test('a rehearsal says how many would go, and none goes', async () => {
    await tidy();
    await engine.image('old-g');
    await engine.image('old-g');
    const before = await engine.ids();
    const { mitigation, plan: planned } = await ordered();
    const rehearsed = await attempt().run(rehearsePlan(accessTo(here)), { mitigation, plan: planned });
    assert.deepEqual(rehearsed, { outcome: 'would apply', says: ['1 image would be deleted'] });
    assert.deepEqual(await engine.ids(), before);
  });

  test('without an engine it says where one was looked for; one that is down is asked again', async () => {
    const missing = await look(90, { ...host, containers: path.join(disk.place, 'no.sock') });
    assert.equal(missing.verdict, 'unknown');
    assert.match(missing.says, /^There is no container engine at \S+no\.sock: start it/);
    const unnamed = await look(90, host);
    assert.match(unnamed.says, /^The catalogue names no container engine on vps: write the path/);
    const socket = path.join(disk.place, 'gone.sock');
    const server = createServer().listen(socket);
    await new Promise((resolve) => server.once('listening', resolve));
    const strange = look(90, { ...host, containers: socket });
    server.once('connection', (connection) => connection.destroy());
    await assert.rejects(strange, { type: 'TargetUnreachable' });
    server.close();
  });
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, link, mkdir, open, readdir, rename, rm, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { deleteFile } from '../../../activities/hosts/delete-file.ts';
import { measureDisks } from '../../../activities/hosts/measure.ts';
import { comparePlan } from '../../../activities/mitigations/compare-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { rehearsePlan } from '../../../activities/mitigations/rehearse-plan.ts';
import type { DeleteOldFiles } from '../../../workflows/contract/disks.ts';
import type { Freeze } from '../../../workflows/contract/freeze.ts';
import type { DiskImprovement } from '../../../workflows/contract/mitigations.ts';
import { attempt } from '../postgres/world.ts';
import {
  accessTo,
  apply,
  approved,
  day,
  fileOf,
  host,
  mounted,
  type SmallDisk,
  saysOf,
  smallDisk,
  withoutMount,
} from './world.ts';

const skip = await withoutMount();
const run = promisify(execFile);

function deletion(change: Partial<DeleteOldFiles> = {}): DeleteOldFiles {
  return {
    name: 'deleteOldLogs',
    title: 'Delete packed logs older than 30 days',
    action: 'files.deleteOld',
    target: host,
    roots: ['/disk/log'],
    pattern: '*.gz',
    olderThan: 30 * day,
    risk: 'destructive',
    asks: [],
    temporary: false,
    ...change,
  };
}

describe('deleting old files', { skip }, () => {
  let disk: SmallDisk;
  let log: string;
  beforeEach(async () => {
    disk = await smallDisk();
    log = path.join(disk.place, 'log');
    await mkdir(log);
  });
  afterEach(() => disk.away());

  const plan = (change: Partial<DeleteOldFiles> = {}, machine = disk.machine) =>
    attempt().run(planMitigation(accessTo(machine)), { mitigation: deletion(change) });

  async function ordered(change: Partial<DeleteOldFiles> = {}) {
    const proposal = await plan(change);
    assert.ok(proposal);
    return approved(deletion(change), proposal);
  }

  const inLog = async () => (await readdir(log)).sort();

  test('on a full disk it lists what is old, deletes that once two have approved, and the disk has room', async () => {
    await fileOf(path.join(log, 'old.gz'), 5_000_000, 40);
    await fileOf(path.join(log, 'older.gz'), 1_000_000, 400);
    await fileOf(path.join(log, 'new.gz'), 1_000, 29);
    await fileOf(path.join(log, 'app.log'), 1_000, 400);
    await fileOf(path.join(disk.place, 'data'), 2_000_000, 400);
    const improvement: DiskImprovement = {
      metric: 'diskUsed',
      target: host,
      roots: ['/disk/log'],
      below: 90,
      within: 0,
      readings: 1,
      every: 0,
    };
    const reading = () => measureDisks(disk.machine, improvement);
    assert.deepEqual((await reading()).good, false);
    const proposal = await plan();
    assert.deepEqual(
      proposal?.targets.map(({ id, state }) => [id, state.size]),
      [
        ['/disk/log/old.gz', 5_000_000],
        ['/disk/log/older.gz', 1_000_000],
      ],
    );
    assert.match(
      proposal?.observed ?? '',
      /^\/disk \(tmpfs\) with 9\d %, \d+ kB free\. Below \/disk\/log of vps are 2 files \*\.gz older than 30 days, 6 MB in all\.$/,
    );
    assert.deepEqual(proposal?.preview, ['rm -- /disk/log/old.gz', 'rm -- /disk/log/older.gz']);
    assert.deepEqual([proposal?.predicted, proposal?.undo], ['6 MB come back at once.', null]);
    assert.ok(proposal);
    const given = approved(deletion(), proposal);
    const alone = await apply(disk.machine, { ...given, approvals: given.approvals.slice(0, 1) });
    assert.equal(alone.outcome, 'refused');
    assert.equal((await inLog()).length, 4);
    const applied = await apply(disk.machine, given);
    assert.equal(applied.outcome, 'applied');
    assert.deepEqual(saysOf(applied), [
      'done: /disk/log/old.gz: deleted',
      'done: /disk/log/older.gz: deleted',
    ]);
    assert.deepEqual(await inLog(), ['app.log', 'new.gz']);
    const { good, says } = await reading();
    assert.ok(good, says);
    assert.match(says, /^\/disk \(tmpfs\) with 24 %, .* at most 90 % is good\.$/);
    assert.equal(await plan(), null);
  });

  test('links are not followed, other file systems not entered, and what is no ordinary file is left', async () => {
    const elsewhere = path.join(disk.place, 'elsewhere');
    await fileOf(path.join(elsewhere, 'precious.gz'), 100, 400);
    await symlink(elsewhere, path.join(log, 'linked'));
    await symlink(path.join(elsewhere, 'precious.gz'), path.join(log, 'precious.gz'));
    await mkdir(path.join(log, 'nested'));
    await mounted(path.join(log, 'nested'));
    await fileOf(path.join(log, 'nested/other.gz'), 100, 400);
    await mkdir(path.join(log, 'folder.gz'));
    await run('mkfifo', [path.join(log, 'pipe.gz')]);
    await fileOf(path.join(log, 'sub/ours.gz'), 100, 400);
    const proposal = await plan();
    assert.deepEqual(
      proposal?.targets.map(({ id }) => id),
      ['/disk/log/sub/ours.gz'],
    );
    assert.match(proposal?.observed ?? '', /1 other file systems below were not entered\.$/);
  });

  test('a file that has another name frees nothing, and one that is open frees it later: both are said', async () => {
    await fileOf(path.join(log, 'twice.gz'), 100_000, 400);
    await link(path.join(log, 'twice.gz'), path.join(disk.place, 'kept'));
    const held = await open(await fileOf(path.join(log, 'held.gz'), 500_000, 40));
    try {
      const proposal = await plan();
      assert.match(proposal?.observed ?? '', /1 of them is open: \/disk\/log\/held\.gz in \S+ \(\d+\)\./);
      assert.equal(
        proposal?.predicted,
        '0 kB come back at once, those of open files once they are closed. 1 of them has another name and frees nothing.',
      );
      assert.match(
        proposal?.targets[0]?.title ?? '',
        /^\/disk\/log\/held\.gz, 500 kB of \d{4}-\d\d-\d\d, open in/,
      );
    } finally {
      await held.close();
    }
  });

  test('a file that came since is not in the plan, however old it says it is, and stays', async () => {
    await fileOf(path.join(log, 'a.gz'), 100, 400);
    const given = await ordered();
    await fileOf(path.join(log, 'b.gz'), 100, 400);
    const applied = await apply(disk.machine, given);
    assert.equal(applied.outcome, 'applied');
    assert.deepEqual(await inLog(), ['b.gz']);
  });

  test('once a file of the plan was written or replaced, none is deleted, and the difference is said', async () => {
    for (const name of ['a', 'b', 'c']) await fileOf(path.join(log, `${name}.gz`), 100, 400);
    const given = await ordered();
    await fileOf(path.join(log, 'a.gz'), 200, 0);
    await rename(await fileOf(path.join(disk.place, 'fresh'), 100, 400), path.join(log, 'b.gz'));
    const lines = await attempt().run(comparePlan(accessTo(disk.machine)), given);
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /^\/disk\/log\/a\.gz was written since, at /);
    assert.equal(lines[1], '/disk/log/b.gz is another file by now');
    const applied = await apply(disk.machine, given);
    assert.ok(applied.outcome === 'refused');
    assert.deepEqual(applied.difference, lines);
    assert.deepEqual(await inLog(), ['a.gz', 'b.gz', 'c.gz']);
  });

  test('a folder that became a link since leads nowhere else: what is behind it stays', async () => {
    await fileOf(path.join(log, 'shop/a.gz'), 100, 400);
    const given = await ordered();
    const elsewhere = path.join(disk.place, 'elsewhere');
    await rename(path.join(log, 'shop'), elsewhere);
    await symlink(elsewhere, path.join(log, 'shop'));
    const applied = await apply(disk.machine, given);
    assert.ok(applied.outcome === 'refused');
    assert.deepEqual(applied.difference, ['/disk/log/shop/a.gz is behind a link by now']);
    assert.deepEqual(await readdir(elsewhere), ['a.gz']);
  });

  test('the deletion itself spares what has changed since the last look', async () => {
    const place = await fileOf(path.join(log, 'a.gz'), 100, 400);
    const [target] = (await plan())?.targets ?? [];
    assert.ok(target);
    const { device, inode, size, writtenAt } = target.state;
    const file = {
      path: '/disk/log/a.gz',
      device: `${device}`,
      inode: `${inode}`,
      size: Number(size),
      writtenAt: `${writtenAt}`,
    };
    await fileOf(place, 100, 399);
    assert.match(JSON.stringify(await deleteFile(disk.machine, file)), /was written since/);
    await rm(place);
    assert.deepEqual(await deleteFile(disk.machine, file), { is: 'gone' });
  });

  test('killed half-way, the next attempt deletes the rest and counts what is gone as done', async () => {
    for (const name of ['a', 'b']) await fileOf(path.join(log, `${name}.gz`), 100, 400);
    const given = await ordered();
    await unlink(path.join(log, 'a.gz'));
    const applied = await apply(disk.machine, given, { number: 2 });
    assert.deepEqual(saysOf(applied), [
      'done: /disk/log/a.gz: gone; an attempt before this one, whose answer was lost, may have deleted it',
      'done: /disk/log/b.gz: deleted',
    ]);
    await fileOf(path.join(log, 'a.gz'), 100, 400);
    const details = { done: ['/disk/log/a.gz', '/disk/log/b.gz'] };
    const again = await apply(disk.machine, given, { number: 3, details });
    assert.deepEqual(await inLog(), ['a.gz'], 'a new file of that name is none of ours');
    assert.equal(again.effects.length, 2);
  });

  test('gone by another hand, it is said as such', async () => {
    await fileOf(path.join(log, 'a.gz'), 100, 400);
    const given = await ordered();
    await unlink(path.join(log, 'a.gz'));
    assert.deepEqual(saysOf(await apply(disk.machine, given)), [
      'already gone: /disk/log/a.gz: somebody else had deleted it',
    ]);
  });

  test('frozen, nothing is deleted', async () => {
    await fileOf(path.join(log, 'a.gz'), 100, 400);
    const freeze: Freeze = { system: null, by: 'carol', reason: 'we look', since: '2026-01-05T03:00:00Z' };
    const change = { freezes: { inForce: async () => freeze } };
    const applied = await apply(disk.machine, await ordered(), { change });
    assert.equal(applied.outcome, 'refused');
    assert.deepEqual(await inLog(), ['a.gz']);
  });

  test('a plan is bound to the roots, the pattern and the age of the catalogue as it is now', async () => {
    await fileOf(path.join(log, 'a.gz'), 100, 40);
    await mkdir(path.join(disk.place, 'other'));
    const given = await ordered();
    for (const [change, because] of [
      [{ roots: ['/disk/other'] }, 'is not below /disk/other'],
      [{ pattern: '*.bz2' }, 'is no *.bz2'],
      [{ olderThan: 60 * day }, 'is not older than 60 days'],
    ] as const) {
      const mitigation = deletion({
        ...change,
        roots: [...(('roots' in change && change.roots) || ['/disk/log'])],
      });
      const applied = await apply(disk.machine, { ...given, mitigation });
      assert.ok(applied.outcome === 'refused');
      assert.deepEqual(applied.difference, [`/disk/log/a.gz ${because}`]);
    }
    assert.deepEqual(await inLog(), ['a.gz']);
  });

  test('nothing is deleted below the whole machine, a home, its own parts, a link, or what Mayday keeps', async () => {
    await symlink(log, path.join(disk.place, 'logs'));
    const refused = async (roots: string[], message: RegExp, machine = disk.machine) =>
      await assert.rejects(plan({ roots }, machine), { type: 'ChangeRefused', message });
    await refused(['/'], /below \/: too much lies below it\.$/);
    await refused(['/home/shop'], /somebody's home/);
    await refused(['/etc/nginx'], /belongs to the machine itself/);
    await refused(['/disk/log/..'], /no plain absolute path/);
    await refused(['/disk/logs'], /a link leads to \/disk\/log, so write where the files really are/);
    await fileOf(path.join(log, 'mayday/archive/record.gz'), 100, 400);
    const own = { ...disk.machine, own: [path.join(log, 'mayday/archive')] };
    await refused(['/disk/log'], /Mayday itself keeps its files in \S+\/disk\/log\/mayday\/archive/, own);
    await refused(['/disk/log/mayday/archive'], /Mayday itself keeps its files/, own);
    await assert.rejects(plan({ roots: ['/disk/nowhere'] }), { type: 'TargetNotFound' });
  });

  test('of many files the largest are in one plan, and how many are left is said', async () => {
    for (let i = 1; i <= 205; i += 1) await fileOf(path.join(log, `${i}.gz`), i === 205 ? 10_000 : 10, 400);
    const proposal = await plan();
    assert.equal(proposal?.targets.length, 200);
    assert.equal(proposal?.targets[0]?.id, '/disk/log/205.gz');
    assert.match(proposal?.observed ?? '', /The 200 largest are in this plan \(\d+ kB\), 5 more are left\./);
    assert.equal(proposal?.preview.at(-1), '# and 192 more');
    assert.ok(JSON.stringify(proposal).length < 100_000);
  });

  test('a rehearsal says how many would go, and none goes', async () => {
    await fileOf(path.join(log, 'a.gz'), 100, 400);
    const { mitigation, plan: planned } = await ordered();
    const rehearsed = await attempt().run(rehearsePlan(accessTo(disk.machine)), {
      mitigation,
      plan: planned,
    });
    assert.deepEqual(rehearsed, { outcome: 'would apply', says: ['1 file would be deleted'] });
    assert.deepEqual(await inLog(), ['a.gz']);
  });

  test('a worker that may not delete there says so, before anybody is asked', async () => {
    await fileOf(path.join(log, 'a.gz'), 100, 400);
    for (const folder of [disk.machine.root, disk.place, log]) await chmod(folder, 0o755);
    const script = new URL('plan-as-nobody.ts', import.meta.url).pathname;
    const told = await run(process.execPath, [script, disk.machine.root], { uid: 65_534, gid: 65_534 });
    assert.match(
      told.stdout,
      /^NotAuthorised: \/disk\/log\/a\.gz cannot be deleted: the worker on this host runs as uid 65534, who may not\./,
    );
    assert.deepEqual(await inLog(), ['a.gz']);
  });
});

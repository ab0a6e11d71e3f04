import assert from 'node:assert/strict';
import { link, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { hostOldFiles } from '../../../activities/hosts/deletable.ts';
import { hostDisks } from '../../../activities/hosts/disks.ts';
import { hostLargest } from '../../../activities/hosts/largest.ts';
import { attempt } from '../postgres/world.ts';
import { fileOf, host, mounted, type SmallDisk, smallDisk, withoutMount } from './world.ts';

const skip = await withoutMount();
const above = 90;

describe('the disks of a host', { skip }, () => {
  let disk: SmallDisk;
  beforeEach(async () => {
    disk = await smallDisk();
  });
  afterEach(() => disk.away());

  const disks = () => attempt().run(hostDisks(disk.machine), { host, above });
  const largest = () => attempt().run(hostLargest(disk.machine), { host, above });
  const old = (roots = ['/disk/log']) =>
    attempt().run(hostOldFiles(disk.machine), {
      host,
      above,
      files: { roots, pattern: '*.gz', olderThan: 30 * 86_400_000 },
    });

  test('a disk with room is well, and told with how full it is', async () => {
    await fileOf(path.join(disk.place, 'log/a.gz'), 2_000_000);
    const found = await disks();
    assert.equal(found.verdict, 'well');
    assert.equal(
      found.says,
      '1 file system of vps, none more than 90 % full; the fullest is /disk (tmpfs) with 24 %, 6 MB free.',
    );
    assert.deepEqual(found.evidence, [
      {
        mount: '/disk',
        source: 'tmpfs',
        type: 'tmpfs',
        size: '8 MB',
        free: '6 MB',
        percent: 24,
        filesPercent: 1,
      },
    ]);
    assert.deepEqual((await largest()).says, 'No file system of vps is more than 90 % full.');
  });

  test('a full disk is sick, with what fills it: folders with all below them, and the largest file', async () => {
    await fileOf(path.join(disk.place, 'log/shop/old.gz'), 2_700_000);
    await fileOf(path.join(disk.place, 'log/app.log'), 700_000);
    await fileOf(path.join(disk.place, 'data/base'), 4_300_000);
    const found = await disks();
    assert.equal(found.verdict, 'sick');
    assert.match(
      found.says,
      /^1 of 1 file system of vps more than 90 % full: \/disk \(tmpfs\) with 9\d %, \d+ kB free\.$/,
    );
    const fills = await largest();
    assert.equal(fills.verdict, 'sick');
    assert.equal(
      fills.says,
      'On /disk: /disk 8 MB, /disk/data 4 MB, /disk/data/base 4 MB. The largest file is /disk/data/base with 4 MB.',
    );
    assert.deepEqual(
      fills.evidence?.map(({ place, what }) => `${what} ${place}`),
      [
        'folder /disk',
        'folder /disk/data',
        'file /disk/data/base',
        'folder /disk/log',
        'folder /disk/log/shop',
        'file /disk/log/shop/old.gz',
        'file /disk/log/app.log',
      ],
    );
  });

  test('a disk without inodes is as full as one without bytes', async () => {
    await disk.away();
    disk = await smallDisk('size=8m,nr_inodes=20');
    for (let i = 0; i < 19; i += 1) await writeFile(path.join(disk.place, `${i}`), '');
    await assert.rejects(writeFile(path.join(disk.place, 'one more'), ''), /ENOSPC/);
    const found = await disks();
    assert.equal(found.verdict, 'sick');
    assert.match(found.says, /\/disk \(tmpfs\) with 0 %, 8 MB free and 100 % of its inodes taken\.$/);
  });

  test('links are not followed, another name counts once, and no other file system is entered', async () => {
    await fileOf(path.join(disk.place, 'data/base'), 7_800_000);
    await link(path.join(disk.place, 'data/base'), path.join(disk.place, 'data/again'));
    await symlink('/usr', path.join(disk.place, 'data/everything'));
    await mkdir(path.join(disk.place, 'data/nested'));
    await mounted(path.join(disk.place, 'data/nested'));
    await fileOf(path.join(disk.place, 'data/nested/big'), 3_000_000);
    const fills = await largest();
    const sizes = Object.fromEntries(fills.evidence?.map(({ place, size }) => [place, size]) ?? []);
    assert.equal(sizes['/disk'], '8 MB');
    assert.equal(sizes['/disk/data/nested'], undefined);
    assert.equal(sizes['/disk/data/everything'], undefined);
    assert.equal(Object.keys(sizes).filter((place) => /base|again/.test(place)).length, 1);
  });

  test('old files are told, and call for their deletion only where their disk is full', async () => {
    await fileOf(path.join(disk.place, 'log/a.gz'), 2_000_000, 40);
    await fileOf(path.join(disk.place, 'log/new.gz'), 10, 3);
    await fileOf(path.join(disk.place, 'log/a.log'), 10, 40);
    const room = await old();
    assert.equal(room.verdict, 'well');
    assert.equal(room.says, 'Below /disk/log is 1 file *.gz older than 30 days, 2 MB in all.');
    await fileOf(path.join(disk.place, 'data'), 6_000_000);
    const full = await old();
    assert.equal(full.verdict, 'sick');
    assert.match(full.says, /2 MB in all\. They are on \/disk \(tmpfs\) with 9\d %/);
    assert.deepEqual(
      full.evidence?.map(({ path: place }) => place),
      ['/disk/log/a.gz'],
    );
  });

  test('a folder that is not there, or never meant, cannot be asked about; it is no trouble of the system', async () => {
    const gone = await old(['/disk/nowhere']);
    assert.deepEqual([gone.verdict, gone.says], ['unknown', 'There is no /disk/nowhere on this host.']);
    const never = await old(['/var']);
    assert.deepEqual(
      [never.verdict, never.says],
      ['unknown', 'Nothing is ever deleted below /var: too much lies below it.'],
    );
  });

  test('a machine of which the worker sees nothing is not called well', async () => {
    const found = await attempt().run(hostDisks({ root: '/nowhere', own: [] }), { host, above });
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /sees no file system that could fill up: see MAYDAY_HOST_ROOT/);
  });
});

describe('the machine itself', () => {
  test('its root is among its file systems, and those that hold nothing are not', async () => {
    const found = await attempt().run(hostDisks({ root: '', own: [] }), { host, above: 100 });
    const mounts = found.evidence?.map(({ mount }) => mount) ?? [];
    assert.ok(mounts.includes('/'), mounts.join());
    assert.ok(!mounts.some((mount) => /^\/(proc|sys\/kernel)/.test(String(mount))), mounts.join());
  });
});

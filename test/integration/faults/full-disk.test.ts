import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import { folderArchive } from '../../../activities/archive/folder-archive.ts';
import { logChannel } from '../../../activities/notify/log-channel.ts';
import { folderTickets } from '../../../activities/tickets/folder-tickets.ts';
import { notice } from '../../harness/slack-notices.ts';
import { madeRecord } from '../../unit/archive/record.ts';
import { smallDisk } from './small-disk.ts';

const disk = smallDisk();

describe('a disk that is full', { skip: typeof disk === 'string' && disk }, () => {
  if (typeof disk === 'string') return;
  let places = 0;
  let place = '';
  beforeEach(() => {
    places += 1;
    place = path.join(disk.folder, `${places}`);
  });
  afterEach(() => disk.makeRoom());
  after(() => disk.remove());

  const full = (what: string) => ({
    type: 'TargetUnreachable',
    nonRetryable: false,
    message: new RegExp(
      `^${what} \\(${disk.folder}.*\\) cannot be written, the disk is full: make room \\(ENOSPC\\)\\. Nothing is lost`,
    ),
  });
  const everything = (folder: string) =>
    readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => name.includes(path.sep))
      .sort();
  const lines = (file: string) => readFileSync(file, 'utf8').split('\n').filter(Boolean);

  test('the archive keeps what it had, leaves nothing half, says so, and goes on when there is room', async () => {
    const archive = folderArchive(place);
    await archive.keep(madeRecord(), '{"events":[]}', '# Before\n');
    const before = everything(place);
    disk.fill();
    for (const attempt of [1, 2, 3]) {
      await assert.rejects(
        archive.keep(madeRecord(), '{"events":[1]}', '# After\n'),
        full('The archive'),
        `${attempt}`,
      );
      await assert.rejects(archive.put(madeRecord().keyId, 'follow-ups.md', '# Left\n'), full('The archive'));
    }
    assert.deepEqual(everything(place), before);
    assert.deepEqual(await archive.list(), [madeRecord()]);
    disk.makeRoom();
    const written = await archive.keep(madeRecord(), '{"events":[1]}', '# After\n');
    assert.equal(readFileSync(written, 'utf8'), '# After\n');
    assert.deepEqual(everything(place), before);
  });

  test('the channel log says each notice once and whole, whatever part of a line had room', async () => {
    const file = `${place}.jsonl`;
    const shown: string[] = [];
    const channel = () => logChannel(file, { write: (text) => shown.push(text) });
    await channel().say(notice('update', 'e1', 1));
    const long = notice('update', 'e2', 2, { details: ['x'.repeat(20_000)] });
    const page = notice('page', 'e3', 3);
    // With nothing left not even the lock can be had; with two pages, a part of a line.
    for (const left of [0, 8_192]) {
      disk.fill(left);
      await assert.rejects(channel().say(long), full('The channel log'), `${left} bytes left`);
    }
    assert.ok(!readFileSync(file, 'utf8').endsWith('\n'), 'a part of it was written');
    assert.equal(shown.length, 1);
    disk.makeRoom();
    await channel().say(long, page);
    await channel().say(long, page);
    const whole = lines(file).flatMap((line) => {
      try {
        return JSON.parse(line).entryId;
      } catch {
        return [];
      }
    });
    assert.deepEqual(whole, ['e1', 'e2', 'e3']);
    assert.equal(shown.length, 3);
  });

  test('a ticket is as it was before, and has everything afterwards', async () => {
    const tickets = folderTickets(place);
    const opened = notice('headline', 'e1', 0, { about: 'opened', text: 'Opened' });
    const more = notice('update', 'e2', 1, { text: 'Much happened', details: ['y'.repeat(6_000)] });
    await tickets.say(opened);
    const file = tickets.where?.(opened) ?? '';
    const before = readFileSync(file, 'utf8');
    disk.fill();
    for (const attempt of [1, 2])
      await assert.rejects(tickets.say(more), full('The folder of tickets'), `${attempt}`);
    assert.equal(readFileSync(file, 'utf8'), before);
    disk.makeRoom();
    await tickets.say(more);
    await tickets.say(more);
    const now = readFileSync(file, 'utf8');
    assert.equal(now.split('Much happened').length, 2);
    assert.match(now, /^# /);
  });
});

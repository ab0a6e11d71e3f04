import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { folderTickets } from '../../../activities/tickets/folder-tickets.ts';
import { notice } from '../../harness/slack-notices.ts';

function folder(t: test.TestContext): string {
  const place = mkdtempSync(path.join(tmpdir(), 'mayday-tickets-'));
  t.after(() => rmSync(place, { recursive: true }));
  return path.join(place, 'tickets');
}

const headline = notice('headline', 'h', 0, { text: 'Opened', summary: 'the shop <b>answers</b> 503' });
const end = notice('resolved', 'r', 60, { phase: 'resolved', text: 'Resolved as fixed' });
const files = (place: string) => readdirSync(place).filter((name) => !name.startsWith('.lock'));

test('an incident is a file that tells it from beginning to end', async (t) => {
  const place = folder(t);
  const tickets = folderTickets(place);
  await tickets.say(headline, notice('update', 'a', 10));
  const file = tickets.where?.(headline) ?? '';
  assert.match(
    readFileSync(file, 'utf8'),
    /^# INC-7K3FQ2 Critical demo: the shop &lt;b&gt;answers.*\n\nTicket: \*\*open\*\*\n/,
  );
  await tickets.say(end);
  const told = readFileSync(file, 'utf8');
  assert.match(told, /\nTicket: \*\*closed \(resolved, 2026-01-31T03:13:00.000Z\)\*\*\n/);
  assert.match(
    told,
    /03:12:00\*\* Opened.*\n- \*\*03:12:10\*\* text of a.*\n- \*\*03:13:00\*\* Resolved as fixed/s,
  );
  assert.deepEqual(files(place), ['INC-7K3FQ2-0196f1d2.md']);
});

test('saying the same again leaves every byte as it is', async (t) => {
  const place = folder(t);
  await folderTickets(place).say(headline, notice('update', 'a', 10));
  const [name = ''] = files(place);
  const before = readFileSync(path.join(place, name));
  await folderTickets(place).say(headline, notice('update', 'a', 10));
  assert.deepEqual(readFileSync(path.join(place, name)), before);
});

test('a process that is killed while it writes leaves a whole file, and the next goes on with it', async (t) => {
  const place = folder(t);
  const all = Array.from({ length: 400 }, (_, i) => notice('update', `e${i}`, i));
  for (let kill = 0; kill < 6; kill += 1) {
    const writer = fork(new URL('./ticket-writer.ts', import.meta.url), [place]);
    const ended = once(writer, 'exit');
    await once(writer, 'message');
    await delay(15 * kill);
    writer.kill('SIGKILL');
    await ended;
  }
  const tickets = folderTickets(place);
  await tickets.say(headline, ...all);
  const told = readFileSync(tickets.where?.(headline) ?? '', 'utf8');
  for (const { entryId } of all) assert.equal(told.split(`mayday:entry=${entryId} `).length, 2, entryId);
});

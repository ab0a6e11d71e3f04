import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { forPeople, logChannel } from '../../../activities/notify/log-channel.ts';
import type { Notice } from '../../../workflows/contract/notices.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'mayday-log-channel-'));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
const newFile = () => path.join(folder, `channel-${++files}.jsonl`);
const silent = { write: () => {} };

function notice(entryId: string, more: Partial<Notice> = {}): Notice {
  return {
    kind: 'update',
    keyId: 'k',
    entryId,
    workflowId: 'incident:demo:databaseIssues:49ab03ca1664',
    system: 'demo',
    phase: 'triggered',
    label: 'Critical',
    incident: 'INC-7K3FQ2',
    at: '2026-11-21T03:12:05.000Z',
    text: 'something happened',
    details: [],
    people: [],
    ...more,
  };
}

/** Entry ids in the file, in order; lines that are no JSON are left out. */
function entries(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line).entryId as string];
      } catch {
        return [];
      }
    });
}

function startWriter(file: string, first: number, last: number) {
  const program = fileURLToPath(new URL('./writer.ts', import.meta.url));
  const child = spawn(process.execPath, [program, file, 'k', String(first), String(last)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { ready, ended, kill: () => child.kill('SIGKILL') };
}

test('a notice said again changes neither file nor terminal, also by a new process on the same file', async () => {
  const file = newFile();
  const lines: string[] = [];
  const terminal = { write: (text: string) => lines.push(text) };
  const channel = logChannel(file, terminal);
  await channel.say(notice('a'));
  await channel.say(notice('a'));
  await logChannel(file, terminal).say(notice('a'));
  await channel.say(notice('a', { keyId: 'another incident' }));
  assert.deepEqual(entries(file), ['a', 'a']);
  assert.equal(lines.length, 2);
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8').split('\n')[0] ?? ''), notice('a'));
});

test('attempts at the same time in one process say it once, also over two channels', async () => {
  const file = newFile();
  const channels = [logChannel(file, silent), logChannel(file, silent)];
  await Promise.all(
    Array.from({ length: 200 }, (_, i) => channels[i % 2]?.say(notice(`entry-${Math.floor(i / 8)}`))),
  );
  assert.equal(entries(file).length, 25);
  assert.equal(new Set(entries(file)).size, 25);
});

test('a torn last line counts as not said: its notice is said again, whole and on its own line', async () => {
  const whole = JSON.stringify(notice('torn', { text: 'naïve – 12 % über' }));
  const bytes = Buffer.from(whole);
  for (const cut of [1, 10, Math.floor(bytes.length / 2), bytes.indexOf('ï') + 1, bytes.length - 1]) {
    const file = newFile();
    writeFileSync(
      file,
      Buffer.concat([Buffer.from(`${JSON.stringify(notice('before'))}\n`), bytes.subarray(0, cut)]),
    );
    const channel = logChannel(file, silent);
    await channel.say(notice('torn', { text: 'naïve – 12 % über' }));
    await channel.say(notice('after'));
    assert.deepEqual(entries(file), ['before', 'torn', 'after'], `cut at ${cut}`);
    assert.ok(readFileSync(file, 'utf8').includes(`\n${whole}\n`));
  }
});

test('a last line that lacks only its newline counts as said', async () => {
  const file = newFile();
  writeFileSync(file, JSON.stringify(notice('a')));
  const channel = logChannel(file, silent);
  await channel.say(notice('a'));
  await channel.say(notice('b'));
  assert.deepEqual(entries(file), ['a', 'b']);
});

test('what another process appended meanwhile counts, and a rotated file begins anew without repeating', async () => {
  const file = newFile();
  const channel = logChannel(file, silent);
  await channel.say(notice('a'));
  appendFileSync(file, `${JSON.stringify(notice('b'))}\n`);
  await channel.say(notice('b'));
  assert.deepEqual(entries(file), ['a', 'b']);
  renameSync(file, `${file}.1`);
  await channel.say(notice('a'));
  await channel.say(notice('c'));
  assert.deepEqual(entries(file), ['c']);
  truncateSync(file);
  await channel.say(notice('d'));
  assert.deepEqual(entries(file), ['d']);
});

test('two processes with the same notices at the same time: each once', { timeout: 60_000 }, async () => {
  const file = newFile();
  const writers = [startWriter(file, 1, 300), startWriter(file, 1, 300), startWriter(file, 1, 300)];
  assert.deepEqual(await Promise.all(writers.map(({ ended }) => ended)), [0, 0, 0]);
  assert.equal(entries(file).length, 300);
  assert.equal(new Set(entries(file)).size, 300);
});

test('killed again and again in the middle of its work: every entry exactly once after the retries', {
  timeout: 120_000,
}, async () => {
  const file = newFile();
  const last = 4_000;
  let kills = 0;
  for (;;) {
    const writer = startWriter(file, 1, last);
    await writer.ready;
    const end = await Promise.race([writer.ended, delay(20 + Math.random() * 150, 'late' as const)]);
    if (end === 0) break;
    writer.kill();
    await writer.ended;
    kills += 1;
    if (kills === 12) {
      assert.equal(await startWriter(file, 1, last).ended, 0);
      break;
    }
  }
  assert.ok(kills >= 3, `killed ${kills} times`);
  assert.deepEqual(
    entries(file),
    Array.from({ length: last }, (_, i) => `entry-${i + 1}`),
  );
});

test('a killed holder of the lock holds nobody up', { timeout: 30_000 }, async () => {
  const file = newFile();
  const writer = startWriter(file, 1, 1_000_000);
  await writer.ready;
  await delay(100);
  writer.kill();
  await writer.ended;
  const began = Date.now();
  await logChannel(file, silent).say(notice('mine'));
  assert.ok(Date.now() - began < 5_000);
  assert.equal(entries(file).at(-1), 'mine');
});

test('people read time in UTC, incident, kind, whom and text; longer text is indented; control characters are gone', () => {
  assert.equal(
    forPeople(
      notice('a', {
        kind: 'ask',
        people: ['alice', 'bob'],
        text: 'Plan 1 waits\u001b[2J for approval',
        details: ['12 sessions idle', 'select pg_terminate_backend(4711);\n-- second line'],
      }),
    ),
    [
      '03:12:05 INC-7K3FQ2 ASK alice, bob: Plan 1 waits [2J for approval',
      '    12 sessions idle',
      '    select pg_terminate_backend(4711);',
      '    -- second line',
      '',
    ].join('\n'),
  );
});

test('a file that cannot be written is an error, not a notice that is thought said', async () => {
  const channel = logChannel(path.join(folder, 'no-such-folder', 'channel.jsonl'), silent);
  await assert.rejects(channel.say(notice('a')));
});

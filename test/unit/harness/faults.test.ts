import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { allKills } from '../../faults/choose.ts';
import { differences } from '../../faults/compare.ts';
import type { Outside } from '../../faults/outside.ts';
import { type KillPlayed, PlayRecord } from '../../faults/record.ts';
import { figures, table } from '../../faults/table.ts';

const seen: Outside = {
  database: ['each leaked session ended 1 times'],
  log: ['page: Paged on-call (alice)', 'update: Applied', 'update: Applied'],
  pages: ['INC: woken 1, resolved'],
  Slack: ['headline: resolved, acknowledged by alice'],
  'status page': ['POST investigating', 'PATCH resolved'],
  archive: ['record.json', 'phase resolved'],
  end: ['closed resolved'],
};

const killed: KillPlayed = {
  kind: 'kill',
  victim: 'worker',
  at: 6,
  killed: { events: 9, newest: 'TimerStarted' },
  again: 0,
  ms: 12_345,
  differences: [],
};

test('what is missing, what came twice and who was woken twice are differences, in whatever order', () => {
  assert.deepEqual(differences(seen, { ...seen, log: seen.log.toReversed() }), []);
  assert.deepEqual(differences(seen, { ...seen, log: seen.log.slice(0, 2) }), [
    'log: missing: update: Applied',
  ]);
  const twice = [...seen['status page'], 'PATCH resolved'];
  assert.deepEqual(differences(seen, { ...seen, 'status page': twice }), [
    'status page: too much: PATCH resolved',
  ]);
  assert.deepEqual(differences(seen, { ...seen, pages: ['INC: woken 2, resolved'] }), [
    'pages: missing: INC: woken 1, resolved',
    'pages: too much: INC: woken 2, resolved',
  ]);
});

test('every process is killed once at every step, each seed has an order of its own and always the same', () => {
  const kills = allKills([3, 9, 10], 7);
  assert.deepEqual(kills, allKills([3, 9, 10], 7));
  assert.notDeepEqual(kills, allKills([3, 9, 10], 8));
  const names = kills.map(({ victim, events }) => `${victim} ${events}`).sort();
  const steps = ['1', '10', '4'];
  assert.deepEqual(
    names,
    ['gateway', 'temporal', 'worker'].flatMap((victim) => steps.map((step) => `${victim} ${step}`)),
  );
  const chosen = allKills([3, 9, 10], 7, { process: 'worker', from: 4, to: 9 });
  assert.deepEqual(chosen, [{ victim: 'worker', events: 4 }]);
});

test('a run that was interrupted in the middle of a line goes on after the last whole one', async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-faults-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'plays.jsonl');
  const first = await PlayRecord.open(file);
  await first.add({ kind: 'undisturbed', seen, lengths: [3, 9] });
  await first.add(killed);
  await appendFile(file, '{"kind":"kill","vic');
  const again = await PlayRecord.open(file);
  assert.deepEqual(again.undisturbed?.lengths, [3, 9]);
  assert.deepEqual(again.kills, [killed]);
  await again.add({ ...killed, at: 4 });
  assert.equal((await PlayRecord.open(file)).kills.length, 2);
});

test('the table counts kills, not plays that were over before, and has each difference beside it', () => {
  const { killed: _, ...over } = { ...killed, victim: 'gateway' as const };
  const lost = { ...killed, at: 10, differences: ['log: missing: update: Applied'] };
  const found = figures({ kind: 'undisturbed', seen, lengths: [3, 9, 10] }, [killed, over, lost]);
  assert.match(table(found), /^\| worker \| 10 \| 3 \| 2 \| 2 \| 1 \| 12\.3 s \|$/m);
  assert.match(table(found), /^\| gateway \| 10 \| 3 \| 0 \| 0 \| 0 \| – \|$/m);
  assert.deepEqual(found.differences, [
    {
      process: 'worker',
      events: 9,
      newest: 'TimerStarted',
      differences: ['log: missing: update: Applied'],
    },
  ]);
});

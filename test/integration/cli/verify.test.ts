import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { eventsOf, runHistoryOf } from '../../../archive/audit/history.ts';
import type { Verdict } from '../../../archive/verify/verify.ts';
import type { Tally } from '../../../client/cli/verify/tally.ts';
import { connectTemporal, type Temporal } from '../../../client/temporal.ts';
import { startTemporal } from '../../../servers/temporal.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { notOurOwn } from '../../harness/servers.ts';
import { outcomesOf, releases } from '../../replay/saved.ts';
import { captured } from '../../unit/cli/captured.ts';

interface One {
  incident: string;
  verdicts: Verdict[];
}

describe('mayday verify, with a real Temporal and an archive', { skip: await notOurOwn('temporal') }, () => {
  let temporal: Temporal;
  let server: Awaited<ReturnType<typeof startTemporal>>;
  let archive: string;
  let env: Record<string, string>;
  let kept: { incident: string; folder: string };
  before(async () => {
    server = await startTemporal({ headless: true, tuned: true });
    temporal = await connectTemporal({
      environment: { TEMPORAL_ADDRESS: server.address },
      identity: 'verify-test',
    });
    archive = await mkdtemp(path.join(tmpdir(), 'mayday-verify-'));
    env = { TEMPORAL_ADDRESS: server.address, MAYDAY_ARCHIVE_DIR: archive, MAYDAY_CATALOGUE: archive };
    kept = await keep(archive, 'approved-and-resolved');
    await temporal.client.workflow.start('databaseIssues', {
      workflowId: 'incident:demo:databaseIssues:open',
      taskQueue: coordinationQueue,
      args: [{ system: 'demo', summary: 'nobody takes it' }],
    });
  });
  after(async () => {
    await temporal?.close();
    await server?.stop();
    await rm(archive, { recursive: true, force: true });
  });

  async function json<T>(...words: string[]): Promise<{ code: number | null; document: T; err: string }> {
    const { code, out, err } = await captured([...words, '--json'], env);
    return { code, document: out === '' ? (undefined as T) : JSON.parse(out), err };
  }

  test('an incident of the archive keeps what is promised; what cannot be checked here is said', async () => {
    const { code, document } = await json<One>('verify', kept.incident);
    assert.equal(code, 0);
    const verdicts = Object.fromEntries(document.verdicts.map((each) => [each.invariant, each]));
    assert.deepEqual(
      document.verdicts.filter(({ verdict }) => verdict === 'broken'),
      [],
    );
    assert.equal(verdicts.effects?.verdict, 'unjudged');
    assert.match(verdicts.effects?.unjudged.join() ?? '', /no public key of alice is known here/);
    assert.match(verdicts.effects?.looked ?? '', /^1 change ordered$/);
    const { out } = await captured(['verify', kept.incident], env);
    assert.match(out, /^✔ {2}escalation {2}/m);
    assert.match(out, /^– not judged: no public key of alice/m);
  });

  test('all of them are counted, open and closed, and an open one that nobody takes is not passed over', async () => {
    let tally: Tally | undefined;
    for (const deadline = Date.now() + 60_000; Date.now() < deadline && tally?.incidents !== 2; ) {
      tally = (await json<Tally>('verify', '--all')).document;
    }
    assert.deepEqual([tally?.incidents, tally?.open], [2, 1]);
    assert.deepEqual(tally?.faults, []);
    const pages = tally?.lines.find(({ invariant }) => invariant === 'pages');
    assert.deepEqual([pages?.holds, pages?.broken, pages?.unjudged], [1, 0, 1]);
    assert.ok(tally?.unjudged.some(({ says }) => /^nobody answers for it/.test(says)));
  });

  test('an approval that was cut out of the history is missed, and it ends with 1', async () => {
    const file = path.join(kept.folder, 'history.json');
    const text = await readFile(file, 'utf8');
    const history = JSON.parse(text) as { events: Record<string, { signalName?: string }>[] };
    const events = history.events.filter(
      (event) => event.workflowExecutionSignaledEventAttributes?.signalName !== 'approve',
    );
    await writeFile(file, JSON.stringify({ events }));
    const { code, out, err } = await captured(['verify', kept.incident], env);
    await writeFile(file, text);
    assert.equal(code, 1);
    assert.match(out, /^✖ effects: plan 1 \(disruptive, event \d+ of history\.json\): no signal of alice/m);
    assert.equal(err, `${kept.incident} breaks effects.\n`);
  });

  test('an entry of the record that was altered is found, over all incidents, too', async () => {
    const file = path.join(kept.folder, 'record.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll('the shop answers 503', 'nothing happened'));
    const { code, document, err } = await json<Tally>('verify', '--all');
    await writeFile(file, text);
    assert.equal(code, 1);
    assert.deepEqual([...new Set(document.faults.map(({ invariant }) => invariant))], ['chain']);
    assert.equal(document.faults[0]?.incident, kept.incident);
    assert.match(err, /1 of 2 incidents breaks a promise/);
  });

  test('a history that is encrypted with a key that is not here says so', async () => {
    const file = path.join(kept.folder, 'history.json');
    const text = await readFile(file, 'utf8');
    const sealed = text.replaceAll(
      Buffer.from('json/plain').toString('base64'),
      Buffer.from('binary/encrypted').toString('base64'),
    );
    await writeFile(file, sealed);
    const { code, document } = await json<One>('verify', kept.incident);
    await writeFile(file, text);
    const [effects] = document.verdicts;
    assert.equal(code, 0);
    assert.equal(effects?.verdict, 'unjudged');
    assert.match(
      effects?.unjudged.join() ?? '',
      /the history history\.json cannot be read: .*(key|MAYDAY_ENCRYPTION_KEYS)/,
    );
  });

  test('what neither has is no incident', async () => {
    const { code, err } = await captured(['verify', 'INC-ZZZZZZ'], env);
    assert.equal(code, 1);
    assert.match(err, /^No incident is called INC-ZZZZZZ/);
    assert.equal((await captured(['verify'], env)).code, 2);
    assert.equal((await captured(['verify', 'INC-ZZZZZZ', '--all'], env)).code, 2);
  });

  test('without Temporal closed incidents are verified all the same, and that is said', async () => {
    const { code, err } = await captured(['verify', '--all'], { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1' });
    assert.equal(code, 0);
    assert.match(err, /^Only the archive is looked at\. Temporal at 127\.0\.0\.1:1 does not answer/);
  });
});

/** Keeps a saved run as the archive does. */
async function keep(archive: string, outcome: string): Promise<{ incident: string; folder: string }> {
  const saved = await outcomesOf((await releases()).at(-1) ?? '');
  const run = saved.find((each) => each.outcome === outcome);
  assert.ok(run);
  const text = historyToJSON(run.history);
  const { record, seal } = runHistoryOf(eventsOf(text));
  assert.ok(record);
  const folder = path.join(archive, `${record.incident}-${record.keyId.slice(0, 8)}`);
  await mkdir(folder);
  await writeFile(path.join(folder, 'history.json'), text);
  await writeFile(path.join(folder, 'record.json'), JSON.stringify({ ...record, seal }));
  return { incident: record.incident, folder };
}

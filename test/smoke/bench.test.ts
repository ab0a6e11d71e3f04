import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { thisMachine } from '../../bench/machine.ts';
import { readReport } from '../../bench/report.ts';
import { run } from '../../servers/process.ts';
import { notOurOwn } from '../harness/servers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('the benchmarks run to their end and write down what both sides took', {
  skip: await notOurOwn('temporal'),
}, async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-bench-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const words = ['bench/main.ts', 'B1', 'B8', '--tuned', '--quick', '--pairs', '1', '--folder', folder];
  await run(process.execPath, words, { cwd: root, timeoutMs: 170_000 });

  const { results } = await readReport(path.join(folder, 'quick.json'), thisMachine());
  assert.deepEqual(
    results.map(({ id, failed }) => [id, failed]),
    [
      ['B1', undefined],
      ['B8', undefined],
    ],
  );
  const [post] = results;
  assert.deepEqual(
    post?.rows?.map(({ name, mayday, bare }) => [name, mayday?.count, bare?.count]),
    [
      ['to L1, p50', 10, 10],
      ['to L1, p99', 10, 10],
      ['to a bare hook, p50', 10, 10],
      ['to a bare hook, p99', 10, 10],
      ['to L2, p50', 10, 5],
      ['to L2, p99', 10, 5],
    ],
  );
  for (const side of ['mayday', 'L1', 'bare hook']) assert.ok(post?.cpu?.[side]?.temporal, side);
  assert.ok((post?.cpu?.mayday?.gateway ?? 0) > 0);
});

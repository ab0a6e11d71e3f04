import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { cpuSeconds } from '../../../bench/cpu.ts';
import { coreTime, stolenShare } from '../../../bench/machine.ts';
import { inTurns, latencyRows, ratioRow } from '../../../bench/turns.ts';

/** Sides that tell in which order they were asked. */
async function measured(given: { pairs: number; warmUp?: boolean }) {
  const order: string[] = [];
  const side = (name: string) => async (turn: number) => {
    order.push(`${name}${turn}`);
    return turn;
  };
  const settle = async () => void order.push('settled');
  const { blocks } = await inTurns({ ...given, sides: { mayday: side('a'), bare: side('b') }, settle });
  return { order, blocks };
}

test('the sides take turns, each after what went before has settled, and the first turn does not count', async () => {
  const { order, blocks } = await measured({ pairs: 2 });
  assert.deepEqual(
    order.filter((each) => each !== 'settled'),
    ['a0', 'b0', 'a1', 'b1', 'a2', 'b2'],
  );
  assert.ok(order.every((each, i) => (each === 'settled') === (i % 2 === 0)));
  assert.deepEqual(blocks, { mayday: [1, 2], bare: [1, 2] });
});

test('blocks that warm up by themselves all count', async () => {
  assert.deepEqual((await measured({ pairs: 1, warmUp: false })).blocks, { mayday: [1], bare: [1] });
});

test('rows hold the ratio of each pair, and all samples of either side', () => {
  const [p50, p99] = latencyRows(
    'to L1',
    { mayday: [[2, 4, 6], [8]], bare: [[2], [4]] },
    { p50: { atMost: 2 } },
  );
  assert.deepEqual(p50?.value, { estimate: 2, low: 2, high: 2 });
  assert.deepEqual(p50?.target, { atMost: 2 });
  assert.equal(p99?.target, undefined);
  assert.deepEqual([p50?.mayday?.p50, p50?.mayday?.count], [5, 4]);
  assert.ok(Math.abs((p50?.mayday?.p99 ?? 0) - 7.94) < 1e-9);
  const row = ratioRow('rate', { mayday: [90, 80], bare: [100, 100] }, '1/s');
  assert.ok(Math.abs(row.value.estimate - 0.85) < 1e-9);
});

test('CPU seconds of a process that works grow; one that is gone has none', {
  skip: process.platform !== 'linux' && 'CPU seconds are read from /proc',
}, async () => {
  const before = cpuSeconds({ own: process.pid }).own ?? 0;
  while ((cpuSeconds({ own: process.pid }).own ?? 0) < before + 0.05);
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('close', resolve));
  assert.deepEqual(cpuSeconds({ gone: child.pid, never: undefined }), {});
});

test('what others on the same host took is a share of all cores; where that is not counted it is not known', async () => {
  assert.equal(stolenShare({ all: 100, stolen: 10 }, { all: 300, stolen: 60 }), 0.25);
  assert.equal(stolenShare(undefined, undefined), undefined);
  const now = coreTime();
  assert.equal(now === undefined, process.platform !== 'linux');
  assert.equal(stolenShare(now, now), undefined);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '../../../client/gateway/logger.ts';
import { countRefusals } from '../../../client/gateway/refusals.ts';

function counting() {
  const lines: { level: string; sender: string; refused: number; withinMinute?: number }[] = [];
  const log = createLogger('trace', [], { write: (line) => lines.push(JSON.parse(line)) });
  let now = 1_000_000;
  const refusals = countRefusals(log, () => now);
  return {
    lines,
    refuse: (sender: string, times: number) => {
      for (let n = 0; n < times; n += 1) refusals.refused(sender, '127.0.0.1', 'its signature is wrong');
    },
    later: (ms: number) => {
      now += ms;
    },
    alarms: () =>
      lines.filter(({ level }) => level === 'error').map(({ sender, refused }) => [sender, refused]),
  };
}

test('each sender is counted by itself', () => {
  const { refuse, lines } = counting();
  refuse('grafana', 2);
  refuse('sentry', 1);
  refuse('grafana', 1);
  assert.deepEqual(
    lines.map(({ sender, refused }) => [sender, refused]),
    [
      ['grafana', 1],
      ['grafana', 2],
      ['sentry', 1],
      ['grafana', 3],
    ],
  );
});

test('many of one sender within a minute are one alarm, and so are many in the next', () => {
  const { refuse, later, alarms } = counting();
  refuse('grafana', 9);
  refuse('sentry', 9);
  assert.deepEqual(alarms(), []);
  refuse('grafana', 30);
  assert.deepEqual(alarms(), [['grafana', 10]]);
  later(60_000);
  refuse('grafana', 10);
  assert.deepEqual(alarms(), [
    ['grafana', 10],
    ['grafana', 49],
  ]);
});

test('a flood is told in a few lines, and none of it is lost from the count', () => {
  const { refuse, later, lines } = counting();
  const told = () => lines.filter(({ level }) => level === 'warn').map(({ refused }) => refused);
  refuse('grafana', 10_000);
  assert.deepEqual(told(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  later(60_000);
  refuse('grafana', 1);
  assert.equal(told().at(-1), 10_001);
});

test('as many over hours are none', () => {
  const { refuse, later, alarms } = counting();
  for (let n = 0; n < 30; n += 1) {
    refuse('grafana', 1);
    later(59_000);
  }
  assert.deepEqual(alarms(), []);
});

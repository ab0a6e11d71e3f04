import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import { whole } from './broken-files.ts';

/** The file with a mitigation `change`, and with thresholds. */
function read(change: string, thresholds = '') {
  const text = whole
    .replace(
      'targets:\n',
      () => `${thresholds}targets:
  web: { kind: deployment, namespace: shop, name: web }
  worker: { kind: deployment, namespace: shop, name: worker }
  entry: { kind: ingress, namespace: shop, name: web }
`,
    )
    .replace(
      'runbooks:\n',
      () => `  change:\n    title: Change it\n    risk: disruptive\n${change}runbooks:\n`,
    );
  const loaded = loadSystem('shop.yaml', text);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  const { mitigations, assumed } = profileOf(loaded.system, loaded.hash, 'databaseIssues', new Date());
  return {
    improves: mitigations.find(({ name }) => name === 'change')?.improves,
    assumed: assumed.filter((says) => says.startsWith('change:')),
  };
}

const workload = (name: string) => ({
  id: name,
  kind: 'deployment' as const,
  namespace: 'shop',
  name,
  containers: [],
  dataStore: false,
});
const often = { within: 120_000, readings: 3, every: 10_000 };

test('ready pods are read of every workload that is changed', () => {
  const change = `    action: kubernetes.restart\n    targets: [web, worker]\n    improves: { metric: podsReady }\n`;
  const { improves, assumed } = read(change);
  assert.deepEqual(improves, {
    metric: 'podsReady',
    ...often,
    targets: [workload('web'), workload('worker')],
  });
  assert.deepEqual(assumed, [
    'change: the file does not say how podsReady is read, so 3 times in a row, every 10s within 2m',
  ]);
});

const scale = (improves: string) =>
  `    action: kubernetes.scale\n    target: web\n    replicas: 3\n    improves: ${improves}\n`;

test('what is used must be below the threshold of the file, else below 80 % of the limit', () => {
  const given = read(
    scale('{ metric: memoryUsed, within: 5m }'),
    'thresholds: { memoryUsed: { below: 70 } }\n',
  );
  assert.deepEqual(given.improves, {
    metric: 'memoryUsed',
    below: 70,
    ...often,
    within: 300_000,
    targets: [workload('web')],
  });
  assert.deepEqual(given.assumed, [
    'change: the file does not say how memoryUsed is read, so 3 times in a row, every 10s',
  ]);
  const { improves, assumed } = read(scale('{ metric: cpuUsed }'));
  assert.deepEqual(improves, { metric: 'cpuUsed', below: 80, ...often, targets: [workload('web')] });
  assert.ok(assumed.includes('change: the file gives no threshold of cpuUsed, so below 80 % of the limit'));
});

test('where nothing measures a metric the rollout and the health check decide, which is said as assumed', () => {
  const { improves, assumed } = read(scale('{ metric: errorRate }'));
  assert.equal(improves, undefined);
  assert.deepEqual(assumed, [
    'change: nothing measures errorRate there yet, so the rollout and the health check say whether it helped',
  ]);
  const annotate = `    action: kubernetes.annotateIngress\n    target: entry\n    values: { a: b }\n    improves: { metric: podsReady }\n`;
  assert.match(read(annotate).assumed.join(), /nothing measures podsReady there yet/);
});

test('a window that is too short for its readings is refused', () => {
  assert.throws(
    () => read(scale('{ metric: cpuUsed, within: 10s }')),
    /improves\.within: found "10s", expected at least 20s, which its readings take/,
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import { whole } from './broken-files.ts';

/** The file with a Prometheus, a mitigation that improves a metric of the requests, and thresholds. */
function read(prometheus: string, { improves = 'errorRate', thresholds = '' } = {}) {
  const text = whole
    .replace(
      'targets:\n',
      () => `${thresholds}targets:
  prometheus: { kind: prometheus, url: "http://prometheus:9090"${prometheus} }
  web: { kind: deployment, namespace: shop, name: web }
`,
    )
    .replace(
      'runbooks:\n',
      () => `  change:
    title: Change it
    risk: disruptive
    action: kubernetes.restart
    targets: [web]
    improves: { metric: ${improves} }
runbooks:
`,
    );
  const loaded = loadSystem('shop.yaml', text);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  const {
    prometheus: of,
    mitigations,
    assumed,
  } = profileOf(loaded.system, loaded.hash, 'databaseIssues', new Date());
  return {
    requests: of?.requests,
    improves: mitigations.find(({ name }) => name === 'change')?.improves,
    assumed: assumed.filter((says) => /^(requests|change):/.test(says)),
  };
}

const target = { id: 'prometheus', kind: 'prometheus', url: 'http://prometheus:9090' };
const usual = {
  counter: 'http_requests_total',
  status: 'status',
  duration: 'http_request_duration_seconds',
  by: 'job',
  labels: {},
  window: 300_000,
};

test('what the file leaves open of how requests are counted is assumed, and said', () => {
  const { requests, assumed } = read('');
  assert.deepEqual(requests?.series, usual);
  assert.deepEqual(requests?.limits, { errorsAbove: 5, errorsLasting: 0, p95Above: 2_000 });
  assert.deepEqual(
    assumed.filter((says) => says.startsWith('requests:')),
    [
      'requests: the file does not say how prometheus counts them, so http_requests_total (counter), status (status), http_request_duration_seconds (duration), job (by)',
      'requests: the file does not say over how long a rate is taken, so 5m',
      "requests: the file does not say which series of prometheus are the system's, so all of them",
      'requests: the file does not say how many may fail, so up to 5 %',
      'requests: the file does not say how fast they are to be answered, so 95 % of them within 2s',
    ],
  );
});

test('what the file says of them is taken, and nothing is assumed', () => {
  const own = `, requests: { counter: hits, status: code, duration: took, by: service, labels: { team: shop }, window: 2m }, alerts: { team: shop }`;
  const thresholds = `thresholds:
  errorRate: { below: 1, sickAbove: 3, for: 5m }
  errorSeverities: { P1: 3, P2: 1 }
  latencyP95: { below: 1s }
  latencyFactor: { below: 3 }
  availability: { above: 99.9 }
`;
  const { requests, improves, assumed } = read(own, { thresholds });
  const series = {
    counter: 'hits',
    status: 'code',
    duration: 'took',
    by: 'service',
    labels: { team: 'shop' },
    window: 120_000,
  };
  assert.deepEqual(requests, {
    series,
    limits: {
      errorsAbove: 3,
      errorsLasting: 300_000,
      p95Above: 1_000,
      timesUsual: 3,
      available: 99.9,
      severities: { P1: 3, P2: 1 },
    },
    alerts: [{ team: 'shop' }],
  });
  assert.deepEqual(improves, {
    metric: 'errorRate',
    prometheus: target,
    series: { ...series, window: 60_000 },
    below: 1,
    within: 120_000,
    readings: 3,
    every: 10_000,
  });
  assert.deepEqual(assumed, [
    'change: the file does not say how errorRate is read, so over 1m, 3 times in a row, every 10s, within 2m',
  ]);
});

test('whether answers are faster is measured in ms, and without a threshold by that of document 001', () => {
  const { improves } = read('', { improves: 'latencyP95' });
  assert.ok(improves?.metric === 'latencyP95');
  assert.deepEqual([improves.below, improves.series.window], [2_000, 60_000]);
});

test('names that PromQL could not read are refused', () => {
  const refused = (prometheus: string) => {
    const line = `  prometheus: { kind: prometheus, url: "http://prometheus:9090"${prometheus} }\n`;
    const loaded = loadSystem(
      'shop.yaml',
      whole.replace('targets:\n', () => `targets:\n${line}`),
    );
    return 'system' in loaded ? [] : loaded.problems;
  };
  assert.match(`${refused(', requests: { counter: "up or vector(1)" }')}`, /expected the name of a series/);
  assert.match(`${refused(', requests: { status: "a-b" }')}`, /expected the name of a label/);
  assert.match(`${refused(', alerts: { "a-b": c }')}`, /expected/);
});

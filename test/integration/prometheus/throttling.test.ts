import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { prometheusServers } from '../../../activities/prometheus/query.ts';
import { kubernetesThrottling } from '../../../activities/prometheus/throttling.ts';
import { freePort, until } from '../../../servers/process.ts';
import { type PrometheusServer, startPrometheus } from '../../../servers/prometheus.ts';
import type { KubernetesScope, WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { PrometheusTarget } from '../../../workflows/contract/prometheus.ts';
import { unavailable } from '../../harness/servers.ts';

const skip = await unavailable('prometheus');

/** Of 10 periods a second, how many are held back; none = without a CPU limit. */
const containers: Record<string, { namespace: string; pod: string; container: string; held?: number }> = {
  busy: { namespace: 'shop', pod: 'backend-7d9f-x2x', container: 'app', held: 6 },
  sidecar: { namespace: 'shop', pod: 'backend-7d9f-x2x', container: 'proxy', held: 2 },
  calm: { namespace: 'shop', pod: 'frontend-5c4b-abc', container: 'app', held: 0 },
  strange: { namespace: 'shared', pod: 'others-1', container: 'app', held: 9 },
  ours: { namespace: 'shared', pod: 'worker-0', container: 'app', held: 4 },
  free: { namespace: 'unlimited', pod: 'batch-1', container: 'app' },
};

describe('throttling, asked of a real Prometheus', { skip }, () => {
  let cadvisor: Server;
  let door: Server;
  let prometheus: PrometheusServer;
  /** What the server in front of Prometheus does with a request. */
  let inFront: (authorization: string | undefined) => number | undefined = () => undefined;
  before(async () => {
    cadvisor = createServer((_, answer) => answer.end(page())).listen(0, '127.0.0.1');
    await new Promise((resolve) => cadvisor.once('listening', resolve));
    prometheus = await startPrometheus([`http://127.0.0.1:${portOf(cadvisor)}/metrics`]);
    door = createServer(async (request, answer) => {
      const status = inFront(request.headers.authorization);
      if (status !== undefined) return answer.writeHead(status).end('not now');
      const body = await text(request);
      const { 'content-type': type = '' } = request.headers;
      const passed = await fetch(`${prometheus.url}${request.url}`, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      return answer.writeHead(passed.status).end(await passed.text());
    }).listen(0, '127.0.0.1');
    await until(async () => (await ask({ namespaces: ['shop'] })).verdict === 'sick', { deadlineMs: 60_000 });
  });
  after(async () => {
    for (const server of [cadvisor, door]) server?.close();
    await prometheus?.stop();
  });

  const values: Record<string, string> = { TOKEN: 'canary-token-1' };
  const resolve = (given: string) => given.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  const client = prometheusServers({ resolve });
  const target = (change: Partial<PrometheusTarget> = {}): PrometheusTarget => ({
    id: 'prometheus',
    kind: 'prometheus',
    url: prometheus.url,
    ...change,
  });
  const ask = (scope: Partial<KubernetesScope>, of = target()) =>
    kubernetesThrottling(client)({
      scope: { namespaces: [], workloads: [], entrances: [], recentDeploy: 0, recentErrors: 0, ...scope },
      prometheus: of,
      above: 25,
    });

  test('who is held back by a CPU limit is named with its share, the worst first', async () => {
    const found = await ask({ namespaces: ['shop'], workloads: [workload('backend')] });
    assert.equal(found.check, 'throttling');
    assert.equal(
      found.says,
      '1 of 3 containers with a CPU limit are held back in more than 25 % of their time. The worst is shop/backend-7d9f-x2x (app) with 60 %.',
    );
    assert.deepEqual(found.evidence, [
      { namespace: 'shop', pod: 'backend-7d9f-x2x', workload: 'backend', container: 'app', percent: 60 },
      { namespace: 'shop', pod: 'backend-7d9f-x2x', workload: 'backend', container: 'proxy', percent: 20 },
      { namespace: 'shop', pod: 'frontend-5c4b-abc', workload: null, container: 'app', percent: 0 },
    ]);
  });

  test('in a namespace that others use, only what the catalogue names is asked for', async () => {
    const found = await ask({
      namespaces: ['elsewhere'],
      workloads: [workload('worker', 'statefulSet', 'shared')],
    });
    assert.deepEqual(
      found.evidence?.map(({ pod, workload: id, percent }) => [pod, id, percent]),
      [['worker-0', 'worker', 40]],
    );
  });

  test('without CPU limits nobody is held back; without any numbers nobody knows', async () => {
    const free = await ask({ namespaces: ['unlimited'] });
    assert.deepEqual(
      [free.verdict, free.says],
      ['well', '1 container, none with a CPU limit to be held back by.'],
    );
    const gone = await ask({ namespaces: ['gone'] });
    assert.equal(gone.verdict, 'unknown');
    assert.match(gone.says, /^prometheus knows no containers with .*namespace=~"gone": see whether it reads/);
  });

  test('a bad expression is said with the reason of the server, and not tried again', async () => {
    const asked = client.query(target(), 'rate(up)');
    await assert.rejects(asked, (error: Error & { type?: string; nonRetryable?: boolean }) => {
      assert.deepEqual([error.type, error.nonRetryable], ['InvalidInput', true]);
      assert.match(
        error.message,
        /^prometheus \(http:\S+\) cannot work out rate\(up\) \(400\): .*expected type range vector/,
      );
      return true;
    });
  });

  test('where a token is wanted it is sent, and never said', async () => {
    const behind = { url: `http://127.0.0.1:${portOf(door)}` };
    inFront = (authorization) => (authorization === 'Bearer canary-token-1' ? undefined : 401);
    assert.equal(
      (await ask({ namespaces: ['shop'] }, target({ ...behind, bearer: reference('TOKEN') }))).verdict,
      'sick',
    );
    const without = await ask({ namespaces: ['shop'] }, target(behind));
    assert.equal(without.verdict, 'unknown');
    assert.match(without.says, /does not let us ask \(401\): see the target's bearer/);
  });

  test('one that cannot answer now, or is not there, is to be asked again', async () => {
    inFront = () => 503;
    const again = { type: 'TargetUnreachable', nonRetryable: false };
    const behind = target({ url: `http://127.0.0.1:${portOf(door)}` });
    await assert.rejects(ask({ namespaces: ['shop'] }, behind), {
      ...again,
      message: `prometheus (http://127.0.0.1:${portOf(door)}) cannot answer now (503): not now.`,
    });
    const nobody = `http://127.0.0.1:${await freePort()}`;
    await assert.rejects(ask({ namespaces: ['shop'] }, target({ url: nobody })), {
      ...again,
      message: `prometheus (${nobody}) is down: nothing listens there.`,
    });
    process.kill(prometheus.process.pid, 'SIGSTOP');
    try {
      await assert.rejects(ask({ namespaces: ['shop'] }), { ...again, message: /did not answer within 5 s/ });
    } finally {
      process.kill(prometheus.process.pid, 'SIGCONT');
    }
  });

  test('an address that leads to something else is said to be of no use', async () => {
    const found = await ask({ namespaces: ['shop'] }, target({ url: `${prometheus.url}/graph` }));
    assert.equal(found.verdict, 'unknown');
    assert.match(
      found.says,
      /^What answers at prometheus \(\S+\) is no Prometheus \(\d+\): write its address/,
    );
  });
});

const begun = Date.now();

/** As cAdvisor writes it. */
function page(): string {
  const seconds = (Date.now() - begun) / 1_000;
  return Object.values(containers)
    .flatMap(({ held, ...labels }) => {
      const set = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
      const line = (metric: string, value: number) => `${metric}{${set.join(',')}} ${value}`;
      if (held === undefined) return line('container_cpu_usage_seconds_total', seconds);
      return [
        line('container_cpu_usage_seconds_total', seconds),
        line('container_cpu_cfs_periods_total', 10 * seconds),
        line('container_cpu_cfs_throttled_periods_total', held * seconds),
      ];
    })
    .sort()
    .concat('')
    .join('\n');
}

/** As the catalogue names it. */
function workload(
  name: string,
  kind: WorkloadTarget['kind'] = 'deployment',
  namespace = 'shop',
): WorkloadTarget {
  return { id: name, kind, namespace, name, containers: [], dataStore: false };
}

/** As the catalogue writes what only the worker knows. */
const reference = (name: string) => `\${${name}}`;

const portOf = (server: Server) => (server.address() as AddressInfo).port;

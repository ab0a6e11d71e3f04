import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { missing } from './missing-right.ts';
import { deployment, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

// The API server forwards to no loopback address.
const address = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
const skip = (await unavailable(...controlPlane)) || (!address && 'this machine has no address but its own');

describe('metrics that pods serve', { skip }, () => {
  let world: World;
  let server: Server;
  let port: number;
  let served: { status: number; text: string };
  before(async () => {
    server = createServer(({ url }, answer) => {
      if (url === '/silent') return;
      const { status, text } = url === '/internal/metrics' ? served : { status: 404, text: 'no such page' };
      answer.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    port = (server.address() as { port: number }).port;
    world = await startWorld();
    await world.apply(deployment('backend', { replicas: 2 }));
    await world.eventually(world.ask().pods, ({ says }) => says.startsWith('2 pods'));
    const pods = '/api/v1/namespaces/shop/pods';
    const { items } = (await world.server.ask('GET', pods)) as { items: { metadata: { name: string } }[] };
    for (const { metadata } of items) {
      const status = { podIP: address, podIPs: [{ ip: address }] };
      await world.patch(`${pods}/${metadata.name}/status`, { status });
    }
  });
  after(async () => {
    await world?.stop();
    server.close();
  });

  const metrics = (change: { port?: number; path?: string; series?: string[] } = {}) => {
    const series = ['http_requests_total', 'queue_length'];
    const target = {
      ...workload('backend'),
      metrics: { port, path: '/internal/metrics', series, ...change },
    };
    return world.ask(world.scope({ workloads: [target] })).podMetrics();
  };

  test('the series of the catalogue are added up over all pods, by the status that they count', async () => {
    served = {
      status: 200,
      text: `# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{method="GET",path="/orders",status="200"} 400 1395066363000
http_requests_total{method="POST",path="/or\\"ders",status="200"} 75
http_requests_total{method="POST",path="/orders",status="500"} 2.5e1
http_requests_total_created 17
queue_length 3
`,
    };
    const found = await metrics();
    assert.equal(found.verdict, 'well', found.says);
    assert.equal(
      found.says,
      'http_requests_total over 2 pods of backend, since they started: 200: 950, 500: 50 (5 % of 1000 are 5xx). queue_length over 2 pods of backend, since they started: 6.',
    );
    assert.deepEqual(found.evidence, [
      { workload: 'backend', series: 'http_requests_total', by: '200', value: 950 },
      { workload: 'backend', series: 'http_requests_total', by: '500', value: 50 },
      { workload: 'backend', series: 'queue_length', by: null, value: 6 },
    ]);
  });

  test('a series that is not served, a page that is not there and a closed port are unknown, each with the reason', async () => {
    served = { status: 200, text: 'queue_length 3\n' };
    const missing = await metrics();
    assert.equal(missing.verdict, 'unknown');
    assert.match(missing.says, /: 6\. backend serves no http_requests_total\.$/);
    const elsewhere = await metrics({ path: '/metrics' });
    assert.equal(elsewhere.verdict, 'unknown');
    assert.match(elsewhere.says, /backend-\S+ does not serve \/metrics on port \d+: it answers 404\./);
    const closed = await metrics({ port: 1 });
    assert.equal(closed.verdict, 'unknown');
    assert.match(closed.says, /does not serve \/internal\/metrics on port 1: .*connection refused\./);
  });

  test('a pod that does not answer is told from an API server that does not', async () => {
    const found = await metrics({ path: '/silent' });
    assert.equal(found.verdict, 'unknown');
    assert.match(
      found.says,
      /backend-\S+ does not serve \/silent on port \d+: it does not answer within 5 s\./,
    );
  });

  test('without the right to it, the permission that is missing is named', async () => {
    await missing(world, 'get', 'pods/proxy', async () => (await metrics()).says);
  });

  test('a workload without metrics in the catalogue is refused', async () => {
    const found = await world.ask(world.scope({ workloads: [workload('backend')] })).podMetrics();
    assert.equal(found.says, 'The catalogue has no workload "backend" with metrics.');
  });
});

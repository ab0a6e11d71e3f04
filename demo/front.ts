import { createServer } from 'node:http';
import { askApi } from '../servers/kubernetes-api.ts';
import { readFrontConfig } from './config.ts';

/**
 * Stands before a cluster as a load balancer does: `GET /NAMESPACE/SERVICE/…` answers 200 if the service has a pod that
 * is ready, else 503; while the API server is away, by what it said last.
 */

const { port, ...access } = readFrontConfig();
const known = new Map<string, number>();

createServer(async (request, response) => {
  const [, namespace = '', service = ''] = (request.url ?? '').split('/');
  const ready = await readyPods(namespace, service);
  const status = ready > 0 ? 200 : 503;
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(`${JSON.stringify({ status: ready > 0 ? 'ok' : 'down', ready })}\n`);
}).listen(port, '127.0.0.1');

async function readyPods(namespace: string, service: string): Promise<number> {
  const slices = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`;
  const place = `${slices}?labelSelector=kubernetes.io%2Fservice-name%3D${service}`;
  const key = `${namespace}/${service}`;
  try {
    const { items } = (await askApi(access, 'GET', place)) as {
      items: { endpoints?: { conditions?: { ready?: boolean } }[] }[];
    };
    const endpoints = items.flatMap(({ endpoints }) => endpoints ?? []);
    known.set(key, endpoints.filter(({ conditions }) => conditions?.ready).length);
  } catch {
    // What it knew last counts.
  }
  return known.get(key) ?? 0;
}

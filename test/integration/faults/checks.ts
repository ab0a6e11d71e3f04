import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { elasticsearchErrors } from '../../../activities/elasticsearch/errors.ts';
import { httpHealth } from '../../../activities/http/health.ts';
import { kafkaBrokers } from '../../../activities/kafka/brokers.ts';
import { kafkaClusters } from '../../../activities/kafka/connections.ts';
import { kafkaTopics } from '../../../activities/kafka/topics.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { kubernetesPods } from '../../../activities/kubernetes/pods.ts';
import { postgresConnections } from '../../../activities/postgres/connections.ts';
import { postgresSessions } from '../../../activities/postgres/sessions.ts';
import { prometheusAlerts } from '../../../activities/prometheus/alerts.ts';
import { prometheusServers } from '../../../activities/prometheus/query.ts';
import { redisConnections } from '../../../activities/redis/connections.ts';
import { redisMemory } from '../../../activities/redis/memory.ts';
import { startKafka } from '../../../servers/kafka.ts';
import { startKubernetes } from '../../../servers/kubernetes.ts';
import { startPostgres } from '../../../servers/postgres.ts';
import { startPrometheus } from '../../../servers/prometheus.ts';
import { startValkey } from '../../../servers/valkey.ts';
import { controlPlane, type ServerKind } from '../../harness/servers.ts';
import { attempt } from '../postgres/world.ts';
import type { Asker } from './under-fault.ts';

/** A server of each kind that checks ask, and the checks that ask it. */
export interface Checked {
  title: string;
  needs: readonly ServerKind[];
  /** It does not bear being asked by several at once. */
  oneByOne?: true;
  start(): Promise<{ askers: Asker[]; stop(): unknown }>;
}

const resolve = (text: string) => text;
/** ms; a check's start to close. */
const within = 10_000;

const portOf = (url: string) => Number(new URL(url).port);

function through(url: string, port: number): string {
  const other = new URL(url);
  other.port = `${port}`;
  return other.href;
}

async function service(answer: object) {
  const server = createServer((_, response) => response.end(JSON.stringify(answer)));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { port, stop: () => void server.close().closeAllConnections() };
}

export const checked: Checked[] = [
  {
    title: 'PostgreSQL',
    needs: ['postgres'],
    async start() {
      const server = await startPostgres();
      const ask: Asker['ask'] = (port) => {
        const url = through(server.url, port);
        const database = { id: 'shop-db', kind: 'postgres' as const, url, database: 'postgres' };
        return postgresConnections(postgresSessions(resolve))({ database, warnAt: 80 });
      };
      const names =
        /^PostgreSQL at 127\.0\.0\.1:\d+ .*(did not answer within 5 s: it hangs|broke the connection off)/;
      const { port } = server;
      return { askers: [{ name: 'connections', port, ask, within, names }], stop: () => server.stop() };
    },
  },
  {
    title: 'Redis',
    needs: ['valkey'],
    async start() {
      const server = await startValkey();
      const ask: Asker['ask'] = (port) =>
        redisMemory(redisConnections(resolve))({
          server: { id: 'cache', kind: 'redis', url: `redis://127.0.0.1:${port}`, cacheOnly: true },
          warnAt: 90,
        });
      const names =
        /^Redis at 127\.0\.0\.1:\d+ (did not answer within 5 s: it hangs|broke the connection off)/;
      const { port } = server;
      return { askers: [{ name: 'memory', port, ask, within, names }], stop: () => server.stop() };
    },
  },
  {
    title: 'Kafka',
    needs: ['kafka'],
    async start() {
      const server = await startKafka();
      const [broker] = server.brokers;
      const port = Number(broker?.address.split(':')[1]);
      const target = (at: number) => ({ id: 'kafka', kind: 'kafka' as const, brokers: [`127.0.0.1:${at}`] });
      const names = /^Kafka at 127\.0\.0\.1:\d+ (did not answer in time: it hangs|broke the connection off)/;
      const asked = (check: typeof kafkaBrokers | typeof kafkaTopics) => (at: number) =>
        check(kafkaClusters(resolve))({ server: target(at) });
      return {
        askers: [
          { name: 'brokers', port, ask: asked(kafkaBrokers), within, names },
          { name: 'topics', port, ask: asked(kafkaTopics), within, names },
        ],
        stop: () => server.stop(),
      };
    },
  },
  {
    title: 'Kubernetes',
    needs: controlPlane,
    async start() {
      const server = await startKubernetes({ nodes: 1 });
      const ask: Asker['ask'] = (port) => {
        const kubeconfig = JSON.parse(server.kubeconfig('admin'));
        for (const { cluster } of kubeconfig.clusters) cluster.server = through(cluster.server, port);
        return kubernetesPods(kubernetesClusters({ resolve }))({
          scope: {
            cluster: { id: 'eu', kind: 'cluster', kubeconfig: JSON.stringify(kubeconfig) },
            namespaces: ['default'],
            workloads: [],
            entrances: [],
            recentDeploy: 3_600_000,
            recentErrors: 3_600_000,
          },
        });
      };
      const names =
        /^The API server of the cluster eu \(https:\/\/127\.0\.0\.1:\d+\/?\) (did not answer within 5 s: it hangs|broke the connection off)/;
      return {
        askers: [{ name: 'pods', port: portOf(server.url), ask, within, names }],
        stop: () => server.stop(),
      };
    },
  },
  {
    title: 'Prometheus',
    needs: ['prometheus'],
    async start() {
      const server = await startPrometheus([]);
      const ask: Asker['ask'] = (port) =>
        prometheusAlerts(prometheusServers({ resolve }))({
          prometheus: { id: 'metrics', kind: 'prometheus', url: through(server.url, port) },
          of: [{ system: 'shop' }],
          known: [],
        });
      const names =
        /^metrics \(http:\/\/127\.0\.0\.1:\d+\/?\) (did not answer within 5 s: it hangs|broke the connection off)/;
      return {
        askers: [{ name: 'alerts', port: portOf(server.url), ask, within, names }],
        stop: () => server.stop(),
      };
    },
  },
  {
    title: 'services over HTTP',
    needs: [],
    async start() {
      const web = await service({ hits: { total: { value: 1 }, hits: [{ _source: { message: 'no' } }] } });
      const url = (port: number) => `http://127.0.0.1:${port}`;
      const health: Asker['ask'] = (port) =>
        attempt().run(httpHealth({ resolve }), {
          target: { id: 'shop-api', kind: 'http', url: url(port) },
          probes: 3,
          every: 20,
        });
      const errors: Asker['ask'] = (port) =>
        elasticsearchErrors({ resolve })({
          target: { id: 'logs', kind: 'elasticsearch', url: url(port), index: 'logs-*' },
          since: 60_000,
          errorsAbove: 0,
        });
      const { port, stop } = web;
      return {
        askers: [
          {
            name: 'health',
            port,
            ask: health,
            within,
            names: /^shop-api \(http:.*\) (did not answer within 3 s|broke the connection off)/,
            headSuffices: true,
            finds: { check: 'health', verdict: 'sick' },
          },
          {
            name: 'Elasticsearch',
            port,
            ask: errors,
            within,
            names: /^logs \(http:.*\) (did not answer within 5 s: it hangs|broke the connection off)/,
          },
        ],
        stop,
      };
    },
  },
];

import type { SystemFile } from '../../systems/schema.ts';
import type { ExaminationActivities, Examined } from '../../workflows/contract/examination.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { elasticsearch } from '../elasticsearch/search.ts';
import { webPlace } from '../http/place.ts';
import { probe } from '../http/probe.ts';
import type { Kafka } from '../kafka/connections.ts';
import type { Kubernetes } from '../kubernetes/clusters.ts';
import type { Postgres } from '../postgres/sessions.ts';
import type { Prometheus } from '../prometheus/query.ts';
import type { Redis } from '../redis/connections.ts';
import { sentry } from '../sentry/api.ts';
import { bad, doubtful, examined, good } from './examined.ts';
import { examineClusters } from './kubernetes.ts';
import { examinePostgres } from './postgres.ts';

interface Access {
  postgres: Postgres;
  redis: Redis;
  kafka: Kafka;
  kubernetes: Kubernetes;
  prometheus: Prometheus;
}

type Target = SystemFile['targets'][string];
type Look = Omit<Examined, 'what'>;

const patience = 5_000;

/** Reaches for all targets of a system, each as its checks do. @throws ApplicationFailure where the file cannot be read */
export function examineTargets(
  deps: Pick<PoolDependencies, 'catalogue' | 'resolve'>,
  access: Access,
): ExaminationActivities['examineTargets'] {
  const { catalogue, resolve } = deps;
  return async ({ system }) => {
    const file = catalogue.file(system);
    const single = Object.entries(file.targets).flatMap(([id, target]) => {
      const look = lookOf(id, target, file);
      return look ? [examined(id, look)] : [];
    });
    return await Promise.all([...single, ...examineClusters(access.kubernetes, file)]);
  };

  function lookOf(id: string, target: Target, file: SystemFile): (() => Promise<Look>) | undefined {
    switch (target.kind) {
      case 'postgres':
        return () => examinePostgres(access.postgres, { ...target, id }, file);
      case 'redis':
        return () =>
          access.redis.session({ ...target, id } as Parameters<Redis['session']>[0], async (connection) => {
            await connection.call('INFO', 'server');
            return good('it answers');
          });
      case 'kafka':
        return () =>
          access.kafka.session({ ...target, id } as Parameters<Kafka['session']>[0], async (cluster) => {
            const { brokers } = await cluster.metadata([]);
            return good(`it answers with ${brokers.length} of its brokers`);
          });
      case 'prometheus':
        return async () => {
          await access.prometheus.query({ ...target, id } as Parameters<Prometheus['query']>[0], 'vector(1)');
          return good('it answers');
        };
      case 'elasticsearch':
        return async () => {
          const { search, shown } = elasticsearch({ ...target, id }, resolve);
          const { gaps } = await search({ size: 0, terminate_after: 1 });
          return gaps.length > 0 ? doubtful(gaps.join(' ')) : good(`${shown} lets us search ${target.index}`);
        };
      case 'sentry':
        return async () => {
          const api = sentry({ ...target, id }, resolve);
          const { organization, project } = api;
          await api.get(`projects/${encodeURIComponent(organization)}/${encodeURIComponent(project)}/`);
          return good(`it lets us read ${organization}/${project}`);
        };
      case 'http':
        return () => reachable(id, target);
      default:
        return () => references(target);
    }
  }

  async function reachable(id: string, target: Extract<Target, { kind: 'http' }>): Promise<Look> {
    const { url, shown, mask } = webPlace({ ...target, id }, resolve);
    if (url === null) return bad(`The URL of ${id} is not one: write http://host:port/path`);
    const cancelled = new AbortController().signal;
    const { status, says, well } = await probe(url, { patience, cancelled, mask });
    if (status === null) return bad(`${shown} ${says}`);
    await references(target);
    return well ? good(`${shown} ${says}`) : doubtful(`${shown} can be reached and ${says}`);
  }

  /** Of what is only used when something is changed, or is reached with its cluster: whether its secrets are set. */
  async function references(target: Target): Promise<Look> {
    const names = new Set(JSON.stringify(target).match(/\$\{[A-Z][A-Z0-9_]*\}/g) ?? []);
    for (const name of names) resolve(name);
    return good(names.size > 0 ? `${[...names].join(', ')} set` : 'named');
  }
}

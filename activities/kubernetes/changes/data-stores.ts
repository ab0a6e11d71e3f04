import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { Workload } from '../existing.ts';

/** Last parts of the names of images, as their makers call them. */
const stores = [
  'cassandra',
  'clickhouse',
  'clickhouse-server',
  'elasticsearch',
  'etcd',
  'kafka',
  'mariadb',
  'memcached',
  'minio',
  'mongo',
  'mongodb',
  'mysql',
  'mysql-server',
  'opensearch',
  'postgis',
  'postgres',
  'postgresql',
  'rabbitmq',
  'redis',
  'redis-stack',
  'redis-stack-server',
  'timescaledb',
  'valkey',
  'zookeeper',
];

/** Why a workload counts as a data store, `known` as the catalogue has it; undefined where it does not. */
export function dataStore({ spec }: Workload, known?: WorkloadTarget): string | undefined {
  if (known?.dataStore) return 'data store';
  const { volumes = [], containers = [] } = spec?.template.spec ?? {};
  const holdsData = volumes.some(({ persistentVolumeClaim }) => persistentVolumeClaim);
  if (holdsData && !known) return 'holds a volume';
  const image = containers.map((container) => imageName(container.image ?? '')).find(isStore);
  return image && `runs ${image}`;
}

function isStore(name: string): boolean {
  return stores.includes(name);
}

/** `docker.io/bitnami/postgresql:15@sha256:…` → `postgresql` */
function imageName(image: string): string {
  const [path = ''] = image.split('@');
  return (path.split('/').at(-1) ?? '').replace(/:.*$/, '').toLowerCase();
}

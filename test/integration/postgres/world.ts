import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import pg from 'pg';
import { backupsBy } from '../../../activities/backups/backups.ts';
import { type Kafka, kafkaClusters } from '../../../activities/kafka/connections.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import type { Access } from '../../../activities/mitigations/actions.ts';
import { type Postgres, postgresSessions } from '../../../activities/postgres/sessions.ts';
import { type Prometheus, prometheusServers } from '../../../activities/prometheus/query.ts';
import { redisConnections } from '../../../activities/redis/connections.ts';
import { catalogueScripts } from '../../../activities/scripts/scripts.ts';
import { statusPages } from '../../../activities/status-page/pages.ts';
import { findOnce } from '../../../servers/find.ts';
import {
  type PostgresOptions,
  type PostgresServer,
  postgresRecipe,
  startPostgres,
} from '../../../servers/postgres.ts';
import type { PostgresTarget } from '../../../workflows/contract/profile.ts';
import { unavailable } from '../../harness/servers.ts';

/** The password of every role but the superuser's. */
export const canary = 'canary-0f3b';

/** Why tests that fill and stop a server cannot run here: it must be their own. */
export async function noServerOfOurOwn(): Promise<false | string> {
  const missing = await unavailable('postgres');
  if (missing) return missing;
  const found = await findOnce(postgresRecipe);
  return (
    found.kind === 'address' &&
    'These tests fill every slot and need a server of their own: unset MAYDAY_POSTGRES_URL.'
  );
}

/** A client of the database, and what it was sent that it did not ask for. */
export interface Visitor {
  client: pg.Client;
  pid: number;
  /** SQLSTATEs; 57P01 = terminated by an administrator. */
  errors: string[];
  gone: boolean;
}

export interface VisitorOptions {
  user?: string;
  database?: string;
  application?: string;
  /** As a walsender. */
  replication?: boolean;
}

/** A PostgreSQL with roles and two databases, and clients that come and go. */
export interface World {
  server: PostgresServer;
  /** Mayday's own access to it. */
  postgres: Postgres;
  /** The database `shop` as seen by a role; the superuser unless said otherwise. */
  target(user?: string, change?: (url: URL) => void): PostgresTarget;
  visitor(options?: VisitorOptions): Promise<Visitor>;
  visitors(count: number, options?: VisitorOptions): Promise<Visitor[]>;
  /** Ends every session and waits until all slots are free. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

const roles = `
  CREATE ROLE app LOGIN; CREATE ROLE other LOGIN;
  CREATE ROLE blind LOGIN;
  CREATE ROLE watcher LOGIN IN ROLE pg_monitor, pg_signal_backend;
  CREATE ROLE standby LOGIN REPLICATION;
  CREATE ROLE chief LOGIN SUPERUSER;
  CREATE ROLE banned NOLOGIN;
  CREATE ROLE keeper LOGIN CREATEROLE IN ROLE pg_monitor;
  CREATE ROLE "odd ""one""; --";
  GRANT app, "odd ""one""; --" TO keeper WITH ADMIN OPTION`;

interface WorldOptions extends Pick<PostgresOptions, 'inFile' | 'files' | 'settings'> {
  slots?: number;
  since16?: boolean;
}

/** Of the slots 3 are for superusers and, from PostgreSQL 16, 2 for the role `keyholder`: of 12, 7 are left for all. */
export async function startWorld({
  slots = 12,
  since16 = true,
  settings = {},
  ...more
}: WorldOptions = {}): Promise<World> {
  const server = await startPostgres({
    maxConnections: slots,
    ...more,
    settings: {
      superuser_reserved_connections: 3,
      deadlock_timeout: 200,
      ...(since16 ? { reserved_connections: 2 } : {}),
      ...settings,
    },
  });
  await setUp(server.url, since16);

  function urlOf(user = 'postgres', database = 'shop'): URL {
    const url = new URL(server.url);
    url.pathname = `/${database}`;
    if (user !== 'postgres') {
      url.username = user;
      url.password = canary;
    }
    return url;
  }

  async function visitor({ user = 'app', database, application = 'web', replication }: VisitorOptions = {}) {
    const client = new pg.Client({
      connectionString: urlOf(user, database).href,
      application_name: application,
      ...(replication ? { replication: 'database' } : {}),
    } as pg.ClientConfig);
    const made: Visitor = { client, pid: 0, errors: [], gone: false };
    client.on('error', (error: Error & { code?: string }) => {
      if (error.code) made.errors.push(error.code);
    });
    client.on('end', () => {
      made.gone = true;
    });
    await client.connect();
    made.pid = (client as unknown as { processID: number }).processID;
    return made;
  }

  return {
    server,
    postgres: postgresSessions((text) => text.replace(/\$\{([^}]+)\}/, '$1')),
    target: (user, change) => {
      const url = urlOf(user);
      change?.(url);
      return { id: 'shop-db', kind: 'postgres', url: `\${${url.href}}`, database: 'shop' };
    },
    visitor,
    async visitors(count, options) {
      const made: Visitor[] = [];
      for (let i = 0; i < count; i += 1) made.push(await visitor(options));
      return made;
    },
    async empty() {
      await asAdmin(server.url, async (admin) => {
        for (;;) {
          const { rowCount } = await admin.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type IN ('client backend', 'walsender') AND pid <> pg_backend_pid()`,
          );
          if (rowCount === 0) return;
        }
      });
    },
    stop: () => server.stop(),
  };
}

async function setUp(url: string, since16: boolean): Promise<void> {
  await asAdmin(url, async (admin) => {
    await admin.query(roles);
    if (since16) {
      await admin.query(
        'CREATE ROLE keyholder LOGIN IN ROLE pg_monitor, pg_signal_backend, pg_use_reserved_connections',
      );
    }
    const { rows } = await admin.query(`SELECT rolname FROM pg_roles WHERE rolname !~ '^(pg_|postgres$)'`);
    for (const { rolname } of rows) {
      await admin.query(`ALTER ROLE ${pg.escapeIdentifier(rolname)} PASSWORD '${canary}'`);
    }
    await admin.query('CREATE DATABASE shop');
    await admin.query('CREATE DATABASE books');
  });
}

/** Does something as the superuser in the database `postgres`. */
export async function asAdmin<T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client(url);
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** Runs an activity as the worker would; `details` are those of an attempt before. */
export function attempt({ number = 1, details }: { number?: number; details?: unknown } = {}) {
  const environment = new MockActivityEnvironment(
    { attempt: number, heartbeatDetails: details, scheduledTimestampMs: Date.now() },
    { logger: new DefaultLogger('ERROR') },
  );
  const heartbeats: unknown[] = [];
  environment.on('heartbeat', (beat) => heartbeats.push(beat));
  return {
    heartbeats,
    run: <Q, R>(activity: (question: Q) => Promise<R>, question: Q): Promise<R> =>
      environment.run(activity, question),
  };
}

/** To databases, and to nothing else. */
export function accessTo(postgres: Postgres): Access & { prometheus: Prometheus; kafka: Kafka } {
  const resolve = (text: string) => text;
  const others = {
    resolve,
    machine: { root: '', own: [] },
    redis: redisConnections(resolve),
    scripts: catalogueScripts(resolve, kubernetesClusters({ resolve })),
    statusPages: statusPages(resolve),
    backups: backupsBy(resolve, catalogueScripts(resolve, kubernetesClusters({ resolve }))),
    prometheus: prometheusServers({ resolve }),
    kafka: kafkaClusters(resolve),
  };
  return { postgres, kubernetes: kubernetesClusters({ resolve }), ...others };
}

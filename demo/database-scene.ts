import { type PostgresServer, startPostgres } from '../servers/postgres.ts';
import { freePort } from '../servers/process.ts';
import { prepareDatabase } from './database.ts';
import { owned, type Scene, type SetUp } from './stack.ts';

/** A shop whose requests all ask its PostgreSQL. */
export interface DatabaseScene extends Scene {
  postgres: PostgresServer;
}

export interface DatabaseOptions {
  /** Stands between the worker and PostgreSQL: takes the real port, gives the one to use. */
  databaseProxy?: (port: number) => Promise<number>;
  /** Further settings of PostgreSQL. */
  postgresSettings?: Record<string, string>;
}

/** Starts PostgreSQL with 40 connections, and the shop. */
export function databaseScene(options: DatabaseOptions = {}): SetUp<DatabaseScene> {
  const { databaseProxy, postgresSettings } = options;
  return async ({ say, owns, run }) => {
    const settings = { reserved_connections: 3, ...postgresSettings };
    const postgres = owned(owns, await startPostgres({ say, maxConnections: 40, settings }));
    const database = await prepareDatabase(postgres.url, await databaseProxy?.(postgres.port));
    const port = await freePort();
    const shopUrl = `http://127.0.0.1:${port}`;
    await run(
      'shop',
      'demo/shop.ts',
      { SHOP_DATABASE_URL: database.shopUrl, SHOP_PORT: `${port}` },
      async () => (await fetch(`${shopUrl}/health`)).ok,
    );
    const environment = { DEMO_DATABASE_URL: database.maydayUrl, DEMO_SERVICE_URL: shopUrl };
    return { shopUrl, environment, postgres };
  };
}

import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Two roles on the shop's database: the shop itself, and Mayday with no more rights than it needs. */
export interface ShopDatabase {
  shopUrl: string;
  maydayUrl: string;
}

/** Makes the shop's database and both roles; `port` is where Mayday reaches it, by default the server's own. */
export async function prepareDatabase(superuserUrl: string, port?: number): Promise<ShopDatabase> {
  const shop = { user: 'shop', password: randomBytes(12).toString('hex') };
  const mayday = { user: 'mayday', password: randomBytes(12).toString('hex') };
  await run(superuserUrl, [
    `CREATE ROLE shop LOGIN PASSWORD '${shop.password}'`,
    `CREATE ROLE mayday LOGIN PASSWORD '${mayday.password}'`,
    // Sees all sessions, may end those of ordinary roles, and still gets in when every other slot is taken.
    'GRANT pg_monitor, pg_signal_backend, pg_use_reserved_connections TO mayday',
    // Limits the shop's connections, and that is all it does with the role: it neither becomes it nor has its rights.
    'ALTER ROLE mayday CREATEROLE',
    'GRANT shop TO mayday WITH ADMIN TRUE, INHERIT FALSE, SET FALSE',
    'CREATE DATABASE shop OWNER shop',
  ]);
  await run(withParts(superuserUrl, { database: 'shop' }), [
    // Where the server has it: what it says of slow statements is not known without.
    `DO $$ BEGIN IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_stat_statements')
       THEN CREATE EXTENSION IF NOT EXISTS pg_stat_statements; END IF; END $$`,
    'CREATE TABLE orders (id bigserial PRIMARY KEY, placed timestamptz NOT NULL DEFAULT now())',
    'INSERT INTO orders DEFAULT VALUES',
    'ALTER TABLE orders OWNER TO shop',
  ]);
  return {
    shopUrl: withParts(superuserUrl, { database: 'shop', ...shop }),
    maydayUrl: withParts(superuserUrl, { database: 'shop', ...mayday, port }),
  };
}

function withParts(
  url: string,
  parts: { database: string; user?: string; password?: string; port?: number },
): string {
  const changed = new URL(url);
  changed.pathname = parts.database;
  if (parts.user) changed.username = parts.user;
  if (parts.password) changed.password = parts.password;
  if (parts.port) changed.port = `${parts.port}`;
  return changed.href;
}

async function run(url: string, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

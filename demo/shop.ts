import { createServer } from 'node:http';
import pg from 'pg';
import { readShopConfig } from './config.ts';

/** The demo service. Every request asks PostgreSQL over a connection of its own; `POST /leak` is its bug. */

const { connectionString, port } = readShopConfig();
const leaked: pg.Client[] = [];

createServer(async (request, response) => {
  const answer = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
  };
  if (request.url === '/health') {
    const problem = await askDatabase();
    answer(problem ? 503 : 200, problem ? { status: 'down', problem } : { status: 'ok' });
  } else if (request.url === '/leak' && request.method === 'POST') {
    answer(200, {
      leaked: await leak(),
      says: 'Every connection slot is taken by a session that sits idle.',
    });
  } else {
    answer(404, { says: 'The shop knows GET /health and POST /leak.' });
  }
}).listen(port, '127.0.0.1');

async function askDatabase(): Promise<string | undefined> {
  const client = new pg.Client({
    connectionString,
    application_name: 'shop',
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT count(*) FROM orders');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Opens connections and forgets them until the server has no slot left. */
async function leak(): Promise<number> {
  for (;;) {
    const client = new pg.Client({ connectionString, application_name: 'shop' });
    client.on('error', () => leaked.splice(leaked.indexOf(client), 1));
    try {
      await client.connect();
      leaked.push(client);
    } catch {
      return leaked.length;
    }
  }
}

import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import { startPostgres } from '../../../servers/postgres.ts';
import { isRunning } from '../../harness/processes.ts';
import { notOurOwn } from '../../harness/servers.ts';

const skip = await notOurOwn('postgres');

test('PostgreSQL starts with the settings asked for and answers its superuser', { skip }, async () => {
  const server = await startPostgres({ maxConnections: 12, settings: { superuser_reserved_connections: 2 } });
  const client = new pg.Client(server.url);
  try {
    await client.connect();
    const { rows } = await client.query(
      `SELECT current_setting('max_connections') AS slots, current_setting('superuser_reserved_connections') AS kept,
              current_setting('is_superuser') AS super`,
    );
    assert.deepEqual(rows, [{ slots: '12', kept: '2', super: 'on' }]);
    await client.query('CREATE EXTENSION pg_stat_statements');
    assert.ok((await client.query('SELECT 1 FROM pg_stat_statements')).rowCount);
  } finally {
    await client.end();
    await server.stop();
  }
});

test('it asks for the password', { skip }, async () => {
  const server = await startPostgres();
  try {
    const url = new URL(server.url);
    url.password = 'wrong';
    const client = new pg.Client(url.href);
    await assert.rejects(client.connect(), { code: '28P01' });
  } finally {
    await server.stop();
  }
});

test('after stop neither process nor folder is left, although a client is still connected', {
  skip,
}, async () => {
  const server = await startPostgres();
  const client = new pg.Client(server.url);
  client.on('error', () => {});
  await client.connect();
  const base = path.dirname(server.dataDir ?? '');
  await access(base);
  await server.stop();
  assert.equal(await isRunning(server.pid ?? 0), false);
  await assert.rejects(access(base), { code: 'ENOENT' });
});

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { postgresConnectivity } from '../../../activities/postgres/connectivity.ts';
import { postgresSessions } from '../../../activities/postgres/sessions.ts';
import { selfSigned } from '../../../servers/self-signed.ts';
import type { PostgresTarget } from '../../../workflows/contract/profile.ts';
import { attempt, canary, noServerOfOurOwn, startWorld, type World } from './world.ts';

const skip = await noServerOfOurOwn();

describe('sessions of a server with TLS', { skip }, () => {
  const own = selfSigned('localhost');
  let world: World;
  let folder: string;
  let environment: Record<string, string>;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'mayday-tls-'));
    environment = { CA_FILE: path.join(folder, 'own.pem'), OTHER_CA_FILE: path.join(folder, 'other.pem') };
    await writeFile(path.join(folder, 'own.pem'), own.certificate);
    await writeFile(path.join(folder, 'other.pem'), selfSigned('localhost').certificate);
    world = await startWorld({
      settings: { ssl: 'on' },
      files: { 'server.crt': own.certificate, 'server.key': own.key },
    });
  });
  afterEach(() => world.empty());
  after(async () => {
    await world.stop();
    await rm(folder, { recursive: true });
  });

  /** The URL as a file would write it, for a server called so. */
  function database(query: string, host = 'localhost'): PostgresTarget {
    const url = `postgres://app:${canary}@${host}:${world.server.port}/shop${query}`;
    return { id: 'shop-db', kind: 'postgres', url, database: 'shop' };
  }

  const sessions = () =>
    postgresSessions((text) => text.replace(/\$\{(\w+)\}/g, (_, name) => environment[name] ?? ''));

  /** What the server itself says of our session. */
  async function ours(target: PostgresTarget) {
    return await sessions().session(target, async (session) => {
      const { rows } = await session.query(
        `SELECT s.ssl, a.application_name AS name, current_setting('statement_timeout') AS patience
           FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.pid = pg_backend_pid()`,
      );
      return rows[0];
    });
  }

  const encrypted: [string, boolean, string?][] = [
    ['', false],
    ['?sslmode=disable', false],
    ['?sslmode=require', true],
    [`?sslmode=require&sslrootcert=\${CA_FILE}`, true],
    [`?sslmode=verify-ca&sslrootcert=\${CA_FILE}`, true, '127.0.0.1'],
    [`?sslmode=verify-full&sslrootcert=\${CA_FILE}`, true],
  ];
  for (const [query, ssl, host] of encrypted) {
    test(`"${query}" gives ${ssl ? 'an encrypted' : 'a plain'} session${host ? ` whatever the server is called` : ''}`, async () => {
      assert.deepEqual(await ours(database(query, host)), { ssl, name: 'mayday', patience: '5s' });
    });
  }

  test('sslrootcert as a path', async () => {
    const query = `?sslmode=verify-full&sslrootcert=${environment.CA_FILE}`;
    assert.equal((await ours(database(query))).ssl, true);
  });

  const refused: [string, string, RegExp][] = [
    [
      `?sslmode=verify-ca&sslrootcert=\${OTHER_CA_FILE}`,
      'localhost',
      /shows a certificate that is not trusted .* see its names and dates, and sslrootcert in the URL/,
    ],
    [
      `?sslmode=require&sslrootcert=\${OTHER_CA_FILE}`,
      'localhost',
      /shows a certificate that is not trusted/,
    ],
    ['?sslmode=verify-full', 'localhost', /shows a certificate that is not trusted/],
    [
      `?sslmode=verify-full&sslrootcert=\${CA_FILE}`,
      '127.0.0.1',
      /shows a certificate that is not trusted .*(altnames|IP: 127\.0\.0\.1)/,
    ],
    ['?sslmode=verify-ca', 'localhost', /names certificates that are of no use .*sslrootcert/],
    [
      '?sslmode=verify-full&sslrootcert=/nowhere/ca.pem',
      'localhost',
      /names certificates that are of no use .*ENOENT/,
    ],
  ];
  for (const [query, host, says] of refused) {
    test(`"${query}" of ${host} is not let through, with the reason and without the password`, async () => {
      const finding = await attempt().run(postgresConnectivity(sessions()), {
        database: database(query, host),
      });
      assert.equal(finding.verdict, 'unknown');
      assert.match(finding.says, says);
      assert.doesNotMatch(JSON.stringify(finding), new RegExp(canary));
    });
  }

  test('whatever the URL says, our sessions have our name and our time-out', async () => {
    const other =
      '?application_name=web&statement_timeout=0&query_timeout=0&options=-c%20statement_timeout%3D0';
    const { name, patience } = await ours(database(other));
    assert.deepEqual([name, patience], ['mayday', '5s']);
    const began = Date.now();
    await assert.rejects(
      sessions().session(database(other), (session) => session.query('SELECT pg_sleep(20)')),
      { type: 'TargetUnreachable', message: /did not answer within 5 s/ },
    );
    assert.ok(Date.now() - began < 8_000);
  });
});

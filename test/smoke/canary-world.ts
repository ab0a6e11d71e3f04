import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import pg from 'pg';
import { parse, stringify } from 'yaml';
import { readKey } from '../../client/keys/key-folder.ts';
import { privateKey } from '../../client/keys/private-key.ts';
import { type DatabaseScene, databaseScene } from '../../demo/database-scene.ts';
import { type Stack, startStack } from '../../demo/stack.ts';
import { freePort } from '../../servers/process.ts';
import { type Canary, newCanary } from '../harness/canaries.ts';
import { type MaydayProcess, startMayday } from '../harness/mayday-command.ts';
import { credentialsOfChannels, Listeners } from './canary-listeners.ts';

const ascii = (core: string) => `${core}+/=:`;

/** Every credential that the whole stack knows. */
const credentials = {
  database: newCanary("the database's password"),
  refused: newCanary('a password that the database refuses'),
  unreachable: newCanary('the password of a database that is away'),
  nowhere: newCanary('the password of a database whose host has no address'),
  withoutTls: newCanary('the password of a database without TLS'),
  malformed: newCanary('the password in a URL that is none'),
  service: newCanary("the password in the service's URL"),
  query: newCanary("a secret in the query of the service's URL"),
  down: newCanary('the password of a service that is down'),
  token: newCanary('the hook token', ascii),
  basic: newCanary("the hook's password", ascii),
  apiKey: newCanary("Temporal's API key", ascii),
  literal: newCanary('a secret of a customer, in a query'),
};

/** A key of encryption, whose base64 is the canary. */
const encryptionKey = randomBytes(32);
const encryption: Canary = {
  name: 'the key of encryption',
  core: encryptionKey,
  value: `canary:${encryptionKey.toString('base64')}`,
};

export type Payloads = 'plain' | 'encrypted';

/** The systems of the catalogue beside `demo`, each with a way to fail that likes to print URLs. */
export const failing = ['refused', 'unreachable', 'nowhere', 'tls', 'malformed'];

/** The whole stack, in which every credential is a canary. */
export class CanaryWorld {
  readonly canaries: Canary[];
  readonly stack: Stack & DatabaseScene;
  /** What was printed or answered, by whom. */
  readonly heard = new Map<string, string>();
  private readonly folder: string;
  private readonly stops: (() => Promise<unknown>)[];
  private readonly payloads: Payloads;
  private readonly listeners: Listeners;

  private constructor(
    stack: Stack & DatabaseScene,
    folder: string,
    stops: (() => Promise<unknown>)[],
    keys: Canary[],
    payloads: Payloads,
    listeners: Listeners,
  ) {
    this.payloads = payloads;
    this.listeners = listeners;
    this.stack = stack;
    this.folder = folder;
    this.stops = stops;
    this.canaries = [...Object.values(credentials), ...credentialsOfChannels, encryption, ...keys];
  }

  static async open(payloads: Payloads): Promise<CanaryWorld> {
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-canary-'));
    const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
    const secrets = path.join(folder, 'secrets');
    await mkdir(secrets);
    const listeners = await Listeners.open();
    stops.push(() => listeners.close());
    const environment = {
      ...settings(secrets, await freePort()),
      ...keysFor(payloads),
      ...listeners.environment,
      MAYDAY_CATALOGUE: await catalogue(folder, listeners.channels),
    };
    try {
      const stack = await startStack({
        say: () => undefined,
        folder,
        owns: (stop) => stops.push(stop),
        scene: databaseScene(),
        temporal: { tuned: true, headless: true, dbFilename: path.join(folder, 'temporal.db') },
        environment,
      });
      stops.push(await customer(stack));
      const { host } = new URL(stack.postgres.url);
      const door = await serviceDoor(stack.shopUrl, stops);
      const { database, withoutTls, refused, service, query } = credentials;
      const files = {
        CANARY_DATABASE_URL: databaseUrl(database, host),
        TLS_DATABASE_URL: `${databaseUrl(withoutTls, host)}?sslmode=verify-full`,
        REFUSED_DATABASE_URL: databaseUrl(refused, host),
        CANARY_SERVICE_URL: `http://probe:${escaped(service)}@${door}/?key=${escaped(query)}&path=`,
      };
      for (const [name, url] of Object.entries(files)) await writeFile(path.join(secrets, name), url);
      const keys = await Promise.all(['alice', 'bob'].map((name) => keyOf(stack, name)));
      return new CanaryWorld(stack, folder, stops, keys, payloads, listeners);
    } catch (error) {
      for (const stop of stops.reverse()) await stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const stop of this.stops.reverse()) await stop();
  }

  get hookToken(): string {
    return credentials.token.value;
  }

  get basicAuthorization(): string {
    return `Basic ${Buffer.from(`alerts:${credentials.basic.value}`).toString('base64')}`;
  }

  /** Runs the command line with the API key in its environment; what it says is kept. */
  async mayday(words: string, more: Record<string, string> = {}): Promise<string> {
    const { code, out, err } = await this.startMayday(words, more).ended;
    this.heard.set(`mayday ${words}`, `${out}\n${err}`);
    return `${code}\n${out}${err}`;
  }

  startMayday(words: string, more: Record<string, string> = {}): MaydayProcess {
    return startMayday(words.split(' '), {
      TEMPORAL_ADDRESS: this.stack.temporal.address,
      TEMPORAL_API_KEY: credentials.apiKey.value,
      TEMPORAL_TLS: 'false',
      MAYDAY_KEYS_DIR: this.stack.keysDir,
      MAYDAY_AS: 'alice',
      ...keysFor(this.payloads),
      ...more,
    });
  }

  /** Asks the gateway; its whole answer is kept. */
  async ask(title: string, address: string, init?: RequestInit): Promise<number> {
    const response = await fetch(`${this.stack.gatewayUrl}${address}`, init);
    const head = [...response.headers].map(([name, value]) => `${name}: ${value}`);
    const answer = `${response.status}\n${head.join('\n')}\n\n${await response.text()}`;
    this.heard.set(`the gateway's answer to ${title}`, answer);
    return response.status;
  }

  /** Every place a secret could have got to, by name. */
  async places(): Promise<Map<string, string>> {
    const places = new Map([...this.heard, ...(await this.listeners.places())]);
    for (const [name, log] of Object.entries(this.stack.logs())) places.set(`the output of the ${name}`, log);
    for await (const { workflowId, runId } of this.stack.client.workflow.list()) {
      const history = await this.stack.client.workflow.getHandle(workflowId, runId).fetchHistory();
      places.set(`the history of ${workflowId}`, historyToJSON(history));
      const found = await this.stack.client.workflow.getHandle(workflowId, runId).describe();
      const { memo, searchAttributes } = found.raw.workflowExecutionInfo ?? {};
      places.set(`what lists show of ${workflowId}`, JSON.stringify([workflowId, memo, searchAttributes]));
    }
    const hidden = [path.join(this.folder, 'secrets'), this.stack.keysDir];
    for (const entry of await readdir(this.folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || hidden.includes(entry.parentPath)) continue;
      const file = path.join(entry.parentPath, entry.name);
      places.set(path.relative(this.folder, file), await readFile(file, 'latin1'));
    }
    return places;
  }
}

function keysFor(payloads: Payloads): Record<string, string> {
  return payloads === 'encrypted' ? { MAYDAY_ENCRYPTION_KEYS: encryption.value } : {};
}

function settings(secrets: string, closedPort: number): Record<string, string> {
  const { token, basic, apiKey, unreachable, nowhere, malformed, down } = credentials;
  const files = ['CANARY_DATABASE_URL', 'CANARY_SERVICE_URL', 'REFUSED_DATABASE_URL', 'TLS_DATABASE_URL'];
  return {
    ...Object.fromEntries(files.map((name) => [`${name}_FILE`, path.join(secrets, name)])),
    UNREACHABLE_DATABASE_URL: databaseUrl(unreachable, `127.0.0.1:${closedPort}`),
    NOWHERE_DATABASE_URL: databaseUrl(nowhere, 'no-such-host.invalid:5432'),
    MALFORMED_DATABASE_URL: `postgres://mayday:${escaped(malformed)}@[half/an:address`,
    DOWN_SERVICE_URL: `http://probe:${escaped(down)}@127.0.0.1:${closedPort}`,
    MAYDAY_HOOK_TOKEN: token.value,
    MAYDAY_HOOK_USER: 'alerts',
    MAYDAY_HOOK_PASSWORD: basic.value,
    TEMPORAL_API_KEY: apiKey.value,
    TEMPORAL_TLS: 'false',
    MAYDAY_LOG_LEVEL: 'trace',
  };
}

function escaped({ value }: Canary): string {
  return encodeURIComponent(value);
}

function databaseUrl(password: Canary, host: string): string {
  return `postgres://mayday:${escaped(password)}@${host}/shop`;
}

/** The demo's system, and one for each way to fail. */
async function catalogue(folder: string, channels: object): Promise<string> {
  const systems = path.join(folder, 'systems');
  await mkdir(systems);
  const text = await readFile(new URL('../../systems/demo.yaml', import.meta.url), 'utf8');
  const write = (system: string, database: string, service: string, more: object = {}) => {
    const file = parse(text);
    file.targets['shop-db'].url = `\${${database}_DATABASE_URL}`;
    file.targets['shop-api'].url = `\${${service}_SERVICE_URL}/health`;
    return writeFile(
      path.join(systems, `${system}.yaml`),
      stringify({ ...file, system, channels: { ...file.channels, ...channels }, ...more }),
    );
  };
  await write('demo', 'CANARY', 'CANARY');
  for (const system of failing) await write(system, system.toUpperCase(), 'DOWN', { routes: [] });
  return systems;
}

/** Gives Mayday's role its password, and leaves a session that works on a secret of its own. */
async function customer({ postgres }: DatabaseScene): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: postgres.url.replace(/\/postgres$/, '/shop') });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`ALTER ROLE mayday PASSWORD ${client.escapeLiteral(credentials.database.value)}`);
  const working = client.query(`SELECT pg_sleep(300), ${client.escapeLiteral(credentials.literal.value)}`);
  working.catch(() => undefined);
  return () => client.end();
}

/** Stands before the shop: asks for the password and the key, and says the whole URL when something is wrong. */
async function serviceDoor(shopUrl: string, stops: (() => Promise<unknown>)[]): Promise<string> {
  const { service, query } = credentials;
  const server = createServer(async ({ url = '', headers }, response) => {
    const asked = new URL(url, shopUrl);
    const said = Buffer.from(headers.authorization?.split(' ')[1] ?? '', 'base64').toString();
    const known = asked.searchParams.get('key') === query.value && said === `probe:${service.value}`;
    const answer = await fetch(`${shopUrl}${asked.searchParams.get('path')}`).catch(() => undefined);
    const status = known ? (answer?.status ?? 502) : 401;
    response.writeHead(status).end(`${status} for ${url}, asked by ${said} (${headers.authorization})`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(async () => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function keyOf({ keysDir }: Stack, name: string): Promise<Canary> {
  const pem = (await readKey(keysDir, name)) ?? '';
  const core = privateKey(pem).export({ type: 'pkcs8', format: 'der' }).subarray(-32);
  return { name: `the private key of ${name}`, core, value: pem };
}

import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { makeKey } from '../../client/keys/key-folder.ts';
import { shopAlert } from '../../demo/alert.ts';
import { type DatabaseOptions, type DatabaseScene, databaseScene } from '../../demo/database-scene.ts';
import { type Stack, type StackOptions, startStack } from '../../demo/stack.ts';
import { until } from '../../servers/process.ts';
import type { LiveIncident } from './live-incident.ts';
import { endAll, LiveStack } from './live-stack.ts';

export type LiveOptions = DatabaseOptions &
  Pick<StackOptions<DatabaseScene>, 'temporalProxy'> & {
    dbFilename?: string;
    /** With the Temporal UI. */
    ui?: boolean;
    /** Further dynamic configuration of Temporal, `name=value` each. */
    dynamicConfig?: readonly string[];
    /** Further edits of the demo's catalogue: what is written there, and what is to stand there instead. */
    edits?: readonly Edit[];
    /** Who else has a key, as `DEMO_<NAME>_PUBLIC_KEY` in the environment. */
    keysOf?: readonly string[];
    /** More environment for all that is started. */
    environment?: Record<string, string>;
  };

type Edit = readonly [written: string, instead: string];

/** The whole real stack with its database, each part a process of its own, on a catalogue in a hurry. */
export class Live extends LiveStack<Stack & DatabaseScene> {
  private readonly database: pg.Client;

  private constructor(
    stack: Stack & DatabaseScene,
    folder: string,
    stops: (() => Promise<unknown>)[],
    database: pg.Client,
  ) {
    super(stack, folder, stops);
    this.database = database;
  }

  static async start({
    dbFilename,
    postgresSettings,
    databaseProxy,
    temporalProxy,
    ui = false,
    dynamicConfig = [],
    edits = [],
    keysOf = [],
    environment = {},
  }: LiveOptions = {}): Promise<Live> {
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-live-'));
    const stops: (() => Promise<unknown>)[] = [];
    try {
      const stack = await startStack({
        say: () => undefined,
        folder,
        owns: (stop) => stops.push(stop),
        scene: databaseScene({
          databaseProxy,
          postgresSettings: {
            logging_collector: 'on',
            log_filename: 'server.log',
            log_line_prefix: '[%p] ',
            ...postgresSettings,
          },
        }),
        catalogue: await hurriedCatalogue(folder, edits),
        environment: { ...(await keys(folder, keysOf)), ...environment },
        temporalProxy,
        temporal: {
          headless: !ui,
          tuned: true,
          dynamicConfig,
          ...(dbFilename ? { dbFilename: path.join(folder, dbFilename) } : {}),
        },
      });
      const database = new pg.Client({ connectionString: stack.postgres.url });
      await database.connect();
      stops.push(() => database.end());
      return new Live(stack, folder, stops, database);
    } catch (error) {
      await endAll(stops, folder);
      throw error;
    }
  }

  /** Fills every connection slot with forgotten sessions, and waits until they count as idle; answers their pids. */
  async breakShop(): Promise<number[]> {
    const response = await fetch(`${this.stack.shopUrl}/leak`, { method: 'POST' });
    const { leaked } = (await response.json()) as { leaked: number };
    await until(
      async () =>
        (await this.sessions("state = 'idle' AND state_change < now() - interval '1.2 s'")).length >= leaked,
      {
        deadlineMs: 60_000,
      },
    );
    return this.sessions();
  }

  /** Pids of the shop's sessions as PostgreSQL itself tells, past any proxy. */
  async sessions(where = 'true'): Promise<number[]> {
    const { rows } = await this.database.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = 'shop' AND application_name = 'shop' AND ${where}`,
    );
    return rows.map(({ pid }) => pid);
  }

  /** Pids that PostgreSQL ended by an administrator's command, once for each time it did. */
  async terminated(): Promise<number[]> {
    const log = await this.postgresLog();
    return [
      ...log.matchAll(/^\[(\d+)\] FATAL: {2}terminating connection due to administrator command/gm),
    ].map(([, pid]) => Number(pid));
  }

  /** The limits that PostgreSQL was told to give the role `shop`, in turn; with `log_statement` only. */
  async limitsSet(): Promise<number[]> {
    const log = await this.postgresLog();
    return [...log.matchAll(/LOG: {2}statement: ALTER ROLE shop CONNECTION LIMIT (-?\d+)/g)].map(
      ([, limit]) => Number(limit),
    );
  }

  /** How many connections the role `shop` may have; -1 = any number. */
  async shopLimit(): Promise<number> {
    const { rows } = await this.database.query<{ limit: number }>(
      `SELECT rolconnlimit AS limit FROM pg_roles WHERE rolname = 'shop'`,
    );
    return rows[0]?.limit ?? Number.NaN;
  }

  private postgresLog(): Promise<string> {
    return readFile(path.join(this.stack.postgres.dataDir ?? '', 'log', 'server.log'), 'utf8');
  }

  /** Sends the shop's alert of a group of its own to the gateway, as an Alertmanager does. */
  async post(group: string): Promise<Response> {
    return this.send({ ...JSON.parse(await shopAlert('firing', new Date())), groupKey: group });
  }

  /** Sends the alert and gives the incident it opens. */
  async alert(group: string): Promise<LiveIncident> {
    return this.opened(await this.post(group));
  }

  /** Sends it again while the gateway answers 503, as an Alertmanager does. */
  async sent(group: string): Promise<LiveIncident> {
    let response: Response | undefined;
    await until(
      async () => {
        response = await this.post(group);
        return response.status !== 503;
      },
      { deadlineMs: 60_000, everyMs: 500 },
    );
    return this.opened(response as unknown as Response);
  }
}

/** The demo's catalogue with waits as short as they may be, and with time to decide for a machine that is busy. */
async function hurriedCatalogue(folder: string, edits: readonly Edit[]): Promise<string> {
  const systems = path.join(folder, 'systems');
  await mkdir(systems);
  let text = await readFile(new URL('../../systems/demo.yaml', import.meta.url), 'utf8');
  for (const [written, hurried] of [
    ['longerThan: 5s', 'longerThan: 1s'],
    ['idleAfter: 5s', 'idleAfter: 1s'],
    ['window: 10s', 'window: 6s'],
    ['probes: 3', 'probes: 2'],
    ['every: 2s', 'every: 1s'],
    ['response: 30s', 'response: 5m'],
    ['approval: 60s', 'approval: 5m'],
    ['changesPerHour: 6', 'changesPerHour: 100'],
    ...edits,
  ] as const) {
    if (!text.includes(written)) throw new Error(`systems/demo.yaml has no "${written}" any more`);
    text = text.replace(written, hurried);
  }
  await writeFile(path.join(systems, 'demo.yaml'), text);
  return systems;
}

async function keys(folder: string, names: readonly string[]): Promise<Record<string, string>> {
  const made = names.map(async (name) => {
    const { publicKey } = await makeKey(path.join(folder, 'keys'), name);
    return [`DEMO_${name.toUpperCase()}_PUBLIC_KEY`, publicKey] as const;
  });
  return Object.fromEntries(await Promise.all(made));
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOnce, type Recipe, type Say } from './find.ts';
import { removeWithUs } from './guard.ts';
import { freePort, type Running, run, startProcess, withFreePorts } from './process.ts';
import { versions } from './versions.ts';
import { goInstall } from './ways.ts';

export const alertmanagerRecipe: Recipe = {
  name: 'alertmanager',
  title: 'Alertmanager',
  version: versions.alertmanager,
  program: 'alertmanager',
  onPath: { command: ['alertmanager', 'prometheus-alertmanager'], version: versionOf },
  // Debian's package is of no use unpacked elsewhere: its program wants templates in /usr/share.
  ways: [
    goInstall(
      'github.com/prometheus/alertmanager/cmd/alertmanager',
      versions.alertmanager,
      '1 to 3 minutes, once',
    ),
  ],
  remedies: [`install Alertmanager 0.24 or newer (https://prometheus.io/download) on the PATH`],
};

export interface AlertmanagerServer {
  readonly url: string;
  readonly process: Running;
  /** Ends it, removes its data and resolves when both are gone. */
  stop(): Promise<void>;
}

/**
 * Starts an Alertmanager on a free port of 127.0.0.1, without peers, with what its configuration file may hold, and
 * waits until it is ready. `port` for one that comes back.
 * @throws ServerMissing if there is none to start, StartFailed if it does not become usable within 60 s
 */
export async function startAlertmanager(
  configuration: object,
  { port, say }: { port?: number; say?: Say } = {},
): Promise<AlertmanagerServer> {
  const found = await findOnce(alertmanagerRecipe, say);
  if (found.kind !== 'program')
    throw new Error(`${alertmanagerRecipe.title} is ${found.kind}, not a program`);
  const base = await mkdtemp(path.join(tmpdir(), 'mayday-alertmanager-'));
  removeWithUs(base);
  const config = path.join(base, 'alertmanager.yml');
  // JSON is YAML, too.
  await writeFile(config, JSON.stringify(configuration));
  const [url, running] = await withFreePorts(async () => {
    const address = `127.0.0.1:${port ?? (await freePort())}`;
    const args = [
      `--config.file=${config}`,
      `--storage.path=${path.join(base, 'data')}`,
      `--web.listen-address=${address}`,
      `--web.external-url=http://${address}`,
      // Without an address it gossips on none.
      '--cluster.listen-address=',
      '--log.level=warn',
    ];
    const ready = () => fetchOk(`http://${address}/-/ready`);
    const { title } = alertmanagerRecipe;
    const started = await startProcess({ title, command: found.path, args, cwd: base, ready });
    return [`http://${address}`, started] as const;
  });
  return {
    url,
    process: running,
    async stop() {
      await running.stop();
      await rm(base, { recursive: true, force: true });
    },
  };
}

/** A configuration that sends whatever fires to one webhook at once, again each `repeat`, and what changed each second. */
export function toWebhook(
  url: string,
  bearer: string,
  { groupBy = ['alertname'], repeat = '1h' }: { groupBy?: readonly string[]; repeat?: string } = {},
): object {
  return {
    route: {
      receiver: 'mayday',
      group_by: groupBy,
      group_wait: '0s',
      group_interval: '1s',
      repeat_interval: repeat,
    },
    receivers: [
      {
        name: 'mayday',
        webhook_configs: [
          {
            url,
            send_resolved: true,
            http_config: { authorization: { type: 'Bearer', credentials: bearer } },
          },
        ],
      },
    ],
  };
}

async function versionOf(program: string): Promise<string> {
  const text = await run(program, ['--version'], { timeoutMs: 10_000 });
  const version = /alertmanager, version (\d+\.\d+\S*)/.exec(text)?.[1];
  if (version === undefined) throw new Error(`it does not tell its version: ${text.trim().slice(0, 100)}`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 0 && minor < 24) throw new Error(`it is ${version}, needed is 0.24 or newer`);
  return version;
}

async function fetchOk(url: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}

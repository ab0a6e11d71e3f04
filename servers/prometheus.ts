import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { debianPackage } from './debian-package.ts';
import { findOnce, type Recipe, type Say } from './find.ts';
import { removeWithUs } from './guard.ts';
import { freePort, type Running, run, startProcess, withFreePorts } from './process.ts';
import { versions } from './versions.ts';

export const prometheusRecipe: Recipe = {
  name: 'prometheus',
  title: 'Prometheus',
  version: versions.prometheus,
  program: 'prometheus',
  onPath: { command: 'prometheus', version: versionOf },
  ways: [debianPackage('prometheus', 'usr/bin/prometheus')],
  remedies: [
    `install Prometheus ${versions.prometheus} or newer (https://prometheus.io/download) on the PATH`,
  ],
};

export interface PrometheusServer {
  readonly url: string;
  readonly process: Running;
  /** Ends it, removes its data and resolves when both are gone. */
  stop(): Promise<void>;
}

/** A rule that raises an alert while its expression holds; durations as Prometheus writes them. */
export interface AlertRule {
  alert: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/**
 * Starts a Prometheus on a free port of 127.0.0.1 that reads these pages (`http://127.0.0.1:9/metrics`) and judges
 * these rules every second, sends what fires to these Alertmanagers, and waits until it answers questions.
 * @throws ServerMissing if there is none to start, StartFailed if it does not become usable within 60 s
 */
export async function startPrometheus(
  pages: readonly string[],
  {
    rules = [],
    alertmanagers = [],
    say,
  }: { rules?: readonly AlertRule[]; alertmanagers?: readonly string[]; say?: Say } = {},
): Promise<PrometheusServer> {
  const found = await findOnce(prometheusRecipe, say);
  if (found.kind !== 'program') throw new Error(`${prometheusRecipe.title} is ${found.kind}, not a program`);
  const base = await mkdtemp(path.join(tmpdir(), 'mayday-prometheus-'));
  removeWithUs(base);
  const config = path.join(base, 'prometheus.yml');
  const judged = path.join(base, 'rules.yml');
  await writeFile(judged, JSON.stringify({ groups: [{ name: 'rules', rules }] }));
  await writeFile(config, configuration(pages, judged, alertmanagers));
  const [url, running] = await withFreePorts(async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const flags = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${path.join(base, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=warn',
      // Else what fires is sent again after a minute.
      '--rules.alert.resend-delay=1s',
    ];
    const ready = () => fetchOk(`http://${address}/-/ready`);
    const { title } = prometheusRecipe;
    const started = await startProcess({ title, command: found.path, args: flags, cwd: base, ready });
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

/** JSON is YAML, too. */
function configuration(pages: readonly string[], rules: string, alertmanagers: readonly string[]): string {
  return JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [rules],
    alerting: {
      alertmanagers: [{ static_configs: [{ targets: alertmanagers.map((url) => new URL(url).host) }] }],
    },
    scrape_configs: pages.map((page, i) => {
      const { host, pathname } = new URL(page);
      return { job_name: `page-${i}`, metrics_path: pathname, static_configs: [{ targets: [host] }] };
    }),
  });
}

/** Of prometheus or promtool; rejects where it is too old. */
export async function versionOf(program: string): Promise<string> {
  const text = await run(program, ['--version'], { timeoutMs: 10_000 });
  const version = /(?:prometheus|promtool), version (\d+\.\d+\S*)/.exec(text)?.[1];
  if (version === undefined) throw new Error(`it does not tell its version: ${text.trim().slice(0, 100)}`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 2 || (major === 2 && minor < 40)) throw new Error(`it is ${version}, needed is 2.40 or newer`);
  return version;
}

async function fetchOk(url: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}

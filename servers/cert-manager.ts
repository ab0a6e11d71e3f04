import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { findOnce, type Recipe } from './find.ts';
import { removeWithUs } from './guard.ts';
import type { KubernetesServer } from './kubernetes.ts';
import { type Running, startProcess, until } from './process.ts';
import { versions } from './versions.ts';
import { goProgram } from './ways.ts';

export const certManagerRecipe: Recipe = {
  name: 'cert-manager',
  title: "cert-manager's controllers",
  version: versions.certManager,
  program: 'cert-manager',
  ways: [
    goProgram({
      module: 'github.com/cert-manager/cert-manager',
      version: versions.certManager,
      command: new URL('cert-manager/main.go', import.meta.url),
      alongWith: 'deploy/crds',
      program: 'cert-manager',
      lasts: 'about a minute and a half, once',
    }),
  ],
  remedies: ['install Go 1.26 or newer (https://go.dev/dl), which builds it'],
};

/** cert-manager in a control plane: its controllers can be ended and started again. */
export interface CertManager {
  /** Starts the controllers; nothing is issued or renewed without them. */
  start(): Promise<Running>;
}

/**
 * Gives a control plane the API of cert-manager; there is no webhook, so durations may be seconds.
 * @throws ServerMissing if it is not to be had
 */
export async function certManagerOn(server: KubernetesServer): Promise<CertManager> {
  const found = await findOnce(certManagerRecipe);
  if (found.kind !== 'program')
    throw new Error(`${certManagerRecipe.title} are ${found.kind}, not a program`);
  await addResources(server, path.join(path.dirname(found.path), 'crds'));
  return {
    async start() {
      const base = await mkdtemp(path.join(tmpdir(), 'mayday-cert-manager-'));
      removeWithUs(base);
      const kubeconfig = path.join(base, 'kubeconfig');
      await writeFile(kubeconfig, server.kubeconfig('admin'), { mode: 0o600 });
      const running = await startProcess({
        title: certManagerRecipe.title,
        command: found.path,
        args: ['--kubeconfig', kubeconfig],
      });
      void running.ended.then(() => rm(base, { recursive: true, force: true }));
      return running;
    },
  };
}

interface Definition {
  spec: { group: string; names: { plural: string } };
}

async function addResources({ ask }: KubernetesServer, folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yaml'));
  await Promise.all(
    files.map(async (file) => {
      const definition = parse(await readFile(path.join(folder, file), 'utf8')) as Definition;
      await ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
      const { group, names } = definition.spec;
      await until(() => ask('GET', `/apis/${group}/v1/${names.plural}`), { deadlineMs: 30_000 });
    }),
  );
}

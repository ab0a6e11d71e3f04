import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOnce, type Recipe } from './find.ts';
import { removeWithUs } from './guard.ts';
import type { KubernetesServer } from './kubernetes.ts';
import { freePort, type Running, startProcess, withFreePorts } from './process.ts';
import { versions } from './versions.ts';
import { goInstall } from './ways.ts';

export const metricsServerRecipe: Recipe = {
  name: 'metrics-server',
  title: 'metrics-server',
  version: versions.metricsServer,
  program: 'metrics-server',
  ways: [
    goInstall(
      'sigs.k8s.io/metrics-server/cmd/metrics-server',
      versions.metricsServer,
      'about 2 minutes, once',
    ),
  ],
  remedies: ['install Go 1.26 or newer (https://go.dev/dl), which builds it'],
};

/**
 * Starts a metrics server on a control plane and waits until the API server serves metrics.k8s.io. It asks the nodes
 * every 10 s; pods use what their annotations say (`kwok-usage.ts`).
 * @throws ServerMissing if it is not to be had, StartFailed if it does not become usable within 60 s
 */
export async function startMetricsServer(server: KubernetesServer): Promise<Running> {
  const found = await findOnce(metricsServerRecipe);
  if (found.kind !== 'program')
    throw new Error(`${metricsServerRecipe.title} is ${found.kind}, not a program`);
  const base = await mkdtemp(path.join(tmpdir(), 'mayday-metrics-'));
  removeWithUs(base);
  const kubeconfig = path.join(base, 'kubeconfig');
  await writeFile(kubeconfig, server.kubeconfig('admin'), { mode: 0o600 });
  const running = await withFreePorts(async () => {
    const port = await freePort();
    await register(server, port);
    return await startProcess({
      title: metricsServerRecipe.title,
      command: found.path,
      args: metricsFlags(base, kubeconfig, port),
      cwd: base,
      ready: () => server.ask('GET', '/apis/metrics.k8s.io/v1beta1/nodes'),
    });
  });
  void running.ended.then(() => rm(base, { recursive: true, force: true }));
  return running;
}

function metricsFlags(base: string, kubeconfig: string, port: number): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${base}`,
    '--kubelet-insecure-tls',
    '--kubelet-use-node-status-port',
    '--kubelet-preferred-address-types=InternalIP',
    '--metric-resolution=10s',
    // It panics unless this is well below the resolution.
    '--kubelet-request-timeout=5s',
  ];
}

/** Has the API server ask it for metrics.k8s.io. */
async function register({ ask }: KubernetesServer, port: number): Promise<void> {
  const service = { name: 'metrics-server', namespace: 'kube-system' };
  const places = {
    service: '/api/v1/namespaces/kube-system/services',
    api: '/apis/apiregistration.k8s.io/v1/apiservices',
  };
  await ask('DELETE', `${places.api}/v1beta1.metrics.k8s.io`).catch(() => {});
  await ask('DELETE', `${places.service}/${service.name}`).catch(() => {});
  await ask('POST', places.service, {
    metadata: service,
    spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ port }] },
  });
  await ask('POST', places.api, {
    metadata: { name: 'v1beta1.metrics.k8s.io' },
    spec: {
      group: 'metrics.k8s.io',
      version: 'v1beta1',
      service: { ...service, port },
      insecureSkipTLSVerify: true,
      groupPriorityMinimum: 100,
      versionPriority: 100,
    },
  });
}

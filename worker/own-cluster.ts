import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { OwnCluster } from '../activities/dependencies.ts';
import type { OwnWorkload } from '../activities/kubernetes/own-workloads.ts';

const account = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster that the worker reaches by itself: what KUBECONFIG names, that of its own pod, or ~/.kube/config; else none. */
export function ownCluster(env: Record<string, string>, folder = account): OwnCluster | undefined {
  const [named] = (env.KUBECONFIG ?? '')
    .split(path.delimiter)
    .filter((file) => file !== '' && existsSync(file));
  if (named) return { kubeconfig: path.resolve(named) };
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env;
  if (host && existsSync(path.join(folder, 'token'))) {
    return { server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`, account: folder };
  }
  const ofHome = path.join(env.HOME ?? homedir(), '.kube', 'config');
  return existsSync(ofHome) ? { kubeconfig: ofHome } : undefined;
}

/** The pod in which the worker runs; none outside of clusters. Kubernetes calls a pod's host by its name. */
export function ownPod(env: Record<string, string>, folder = account): OwnWorkload[] {
  const file = path.join(folder, 'namespace');
  if (!env.KUBERNETES_SERVICE_HOST || !env.HOSTNAME || !existsSync(file)) return [];
  return [{ namespace: readFileSync(file, 'utf8').trim(), pod: env.HOSTNAME }];
}

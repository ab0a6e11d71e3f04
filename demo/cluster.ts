import type { KubernetesServer } from '../servers/kubernetes.ts';
import { rightsIn } from './rights.ts';

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  spec?: object;
}

/**
 * Makes these namespaces and Mayday's own account with the rights of deploy/kubernetes/ in them; answers the text of a
 * kubeconfig for that account.
 */
export async function admitMayday(server: KubernetesServer, namespaces: readonly string[]): Promise<string> {
  for (const name of [...namespaces, 'mayday']) {
    await server.ask('POST', '/api/v1/namespaces', { metadata: { name } });
  }
  for (const manifest of await rightsIn(namespaces)) await create(server, manifest);
  const place = '/api/v1/namespaces/mayday/serviceaccounts/worker/token';
  const { status } = (await server.ask('POST', place, { spec: { expirationSeconds: 86_400 } })) as {
    status: { token: string };
  };
  const kubeconfig = JSON.parse(server.kubeconfig('admin'));
  kubeconfig.users[0].user.token = status.token;
  return JSON.stringify(kubeconfig);
}

/** Creates an object where its kind belongs. */
export async function create(server: KubernetesServer, manifest: Manifest): Promise<void> {
  const { apiVersion, kind, metadata } = manifest;
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const within = metadata.namespace ? `/namespaces/${metadata.namespace}` : '';
  const plural = kind.endsWith('s') ? `${kind}es` : `${kind}s`;
  await server.ask('POST', `${root}${within}/${plural.toLowerCase()}`, manifest);
}

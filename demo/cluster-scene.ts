import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type KubernetesServer, startKubernetes } from '../servers/kubernetes.ts';
import { freePort } from '../servers/process.ts';
import { admitMayday, create, type Manifest } from './cluster.ts';
import { owned, type Scene, type SetUp } from './stack.ts';

/** A Kubernetes cluster whose nodes run no containers, and a front that answers as its pods do. */
export interface ClusterScene extends Scene {
  kubernetes: KubernetesServer;
  frontUrl: string;
  /** File of the kubeconfig of somebody who may do all. */
  adminKubeconfig: string;
}

export interface ClusterOptions {
  namespaces: string[];
  /** What runs at first. */
  manifests: Manifest[];
  /** Of the front: namespace and service. */
  shop: string;
  /** Names of the containers that can be given logs. */
  logging?: string[];
  /** Stands between the worker and the API server: takes the real kubeconfig, gives the one to use. */
  apiProxy?: (kubeconfig: string) => Promise<string>;
}

/** Starts the control plane, what runs in it, and the front; the worker's KUBECONFIG is Mayday's own account. */
export function clusterScene(options: ClusterOptions): SetUp<ClusterScene> {
  const { namespaces, manifests, shop, logging, apiProxy } = options;
  return async ({ say, folder, owns, run }) => {
    const kubernetes = owned(owns, await startKubernetes({ say, logging }));
    const kubeconfig = path.join(folder, 'kubeconfig');
    const direct = await admitMayday(kubernetes, namespaces);
    await writeFile(kubeconfig, (await apiProxy?.(direct)) ?? direct, { mode: 0o600 });
    const adminKubeconfig = path.join(folder, 'admin.kubeconfig');
    await writeFile(adminKubeconfig, kubernetes.kubeconfig('admin'), { mode: 0o600 });
    for (const manifest of manifests) await create(kubernetes, manifest);

    const port = await freePort();
    const frontUrl = `http://127.0.0.1:${port}`;
    const shopUrl = `${frontUrl}/${shop}`;
    await run(
      'front',
      'demo/front.ts',
      {
        FRONT_PORT: `${port}`,
        FRONT_API_URL: kubernetes.url,
        FRONT_API_TOKEN: kubernetes.token('admin'),
        FRONT_API_CA: kubernetes.certificateAuthority,
      },
      async () => (await fetch(`${shopUrl}/health`)).ok,
    );
    const environment = {
      KUBECONFIG: kubeconfig,
      DEMO_KUBECONFIG: kubeconfig,
      DEMO_FRONT_URL: frontUrl,
      DEMO_SERVICE_URL: shopUrl,
    };
    return { shopUrl, frontUrl, environment, kubernetes, adminKubeconfig };
  };
}

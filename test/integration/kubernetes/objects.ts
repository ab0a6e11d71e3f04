import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [key: string]: unknown };
  [key: string]: unknown;
}

interface DeploymentOptions {
  image?: string;
  replicas?: number;
  requests?: Record<string, string>;
  limits?: Record<string, string>;
  claim?: string;
  annotations?: Record<string, string>;
  podAnnotations?: Record<string, string>;
  /** Seconds until a rollout counts as failed. */
  deadline?: number;
}

/** A deployment with one container, `app`; the image's tag says how its pods do (`servers/kwok-stages.ts`). */
export function deployment(name: string, options: DeploymentOptions = {}): Manifest {
  const {
    image = 'shop/backend:1.4.1',
    replicas = 1,
    requests,
    limits,
    claim,
    annotations,
    podAnnotations,
  } = options;
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop', annotations },
    spec: {
      replicas,
      progressDeadlineSeconds: options.deadline,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: podAnnotations },
        spec: {
          containers: [{ name: 'app', image, resources: { requests, limits } }],
          ...(claim ? { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }] } : {}),
        },
      },
    },
  };
}

export function statefulSet(name: string, image: string): Manifest {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace: 'shop' },
    spec: {
      replicas: 1,
      serviceName: name,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'app', image }] } },
    },
  };
}

export function service(name: string, app = name): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'shop' },
    spec: { selector: { app }, ports: [{ name: 'http', port: 80 }] },
  };
}

export function ingress(name: string, to: string, port = 80): Manifest {
  const backend = { service: { name: to, port: { number: port } } };
  const paths = [{ path: '/api', pathType: 'Prefix', backend }];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: 'shop' },
    spec: { rules: [{ host: 'shop.example', http: { paths } }] },
  };
}

export function claim(name: string, storageClassName: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'shop' },
    spec: { storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
}

export function autoscaler(name: string, most: number, least = 1): Manifest {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: 'shop' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas: least,
      maxReplicas: most,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
        },
      ],
    },
  };
}

/** As the catalogue names it. */
export function workload(name: string, kind: WorkloadTarget['kind'] = 'deployment'): WorkloadTarget {
  return { id: name, kind, namespace: 'shop', name, containers: [], dataStore: false };
}

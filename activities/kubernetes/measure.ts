import type { V1Pod } from '@kubernetes/client-node';
import type { WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import type { NamespaceTarget } from '../../workflows/contract/kubernetes-changes.ts';
import type { WorkloadImprovement } from '../../workflows/contract/mitigations.ts';
import { counted } from '../amounts.ts';
import type { Cluster } from './clusters.ts';
import { share, usageInWords, usageOfPods } from './container-usage.ts';
import { selectorText, type Workload, workloadNamed } from './existing.ts';
import { failureOf } from './failures.ts';
import { listed } from './listing.ts';
import { unfinished } from './unfinished.ts';

interface Reading {
  value: number;
  good: boolean;
  says: string;
}

/** How many pods are ready, or the percent of its limit that the container uses which uses most of it. */
export async function measureWorkloads(cluster: Cluster, improvement: WorkloadImprovement): Promise<Reading> {
  const workloads = (
    await Promise.all(improvement.targets.map((target) => workloadsOf(cluster, target)))
  ).flat();
  return improvement.metric === 'podsReady'
    ? podsReady(workloads)
    : await mostUsed(cluster, workloads, improvement);
}

interface Named {
  kind: WorkloadTarget['kind'];
  workload: Workload;
}

/** Of a namespace, its deployments. */
async function workloadsOf(cluster: Cluster, target: WorkloadTarget | NamespaceTarget): Promise<Named[]> {
  if (target.kind !== 'namespace') {
    return [{ kind: target.kind, workload: await workloadNamed(cluster, target) }];
  }
  const { name: namespace } = target;
  const { items } = await listed(`deployments in the namespace ${namespace}`, (page) =>
    cluster.apps.listNamespacedDeployment({ namespace, ...page }),
  );
  return items.map((workload) => ({ kind: 'deployment', workload }));
}

function podsReady(workloads: Named[]): Reading {
  const sum = (numbers: number[]) => numbers.reduce((all, each) => all + each, 0);
  const ready = sum(workloads.map(({ workload }) => workload.status?.readyReplicas ?? 0));
  const wanted = sum(workloads.map(({ workload }) => workload.spec?.replicas ?? 1));
  const open = workloads.flatMap(({ kind, workload }) => {
    const why = unfinished(kind, workload)?.why;
    return why === undefined ? [] : [`${workload.metadata?.name}: ${why}.`];
  });
  const names = workloads.map(({ workload }) => workload.metadata?.name).join(', ');
  return {
    value: ready,
    good: open.length === 0 && ready >= wanted,
    says: [
      `${ready} of ${counted(wanted, 'pod')} of ${names} ${ready === 1 ? 'is' : 'are'} ready.`,
      ...open,
    ].join(' '),
  };
}

async function mostUsed(
  cluster: Cluster,
  workloads: Named[],
  { metric, below }: Extract<WorkloadImprovement, { below: number }>,
): Promise<Reading> {
  const by = metric === 'cpuUsed' ? 'cpu' : 'memory';
  const pods = (await Promise.all(workloads.map(({ workload }) => podsThatRun(cluster, workload)))).flat();
  const { rows, without } = await usageOfPods(cluster, pods, by);
  const [missing] = without;
  if (missing) throw failureOf({ trouble: 'not served', says: missing });
  const limited = rows.filter(({ limit }) => limit[by] !== undefined);
  const [most] = limited;
  if (!most) {
    const names = workloads.map(({ workload }) => workload.metadata?.name).join(', ');
    const says = `No running container of ${names} has a limit of ${by}, so nobody can say how much of it is used.`;
    throw failureOf({ trouble: 'refused', says });
  }
  const unknown = limited.filter(({ known }) => !known).length;
  const value = share(most, by);
  const words = unknown > 0 ? ` ${counted(unknown, 'container')} not measured yet.` : '';
  return {
    value,
    good: unknown === 0 && value < below,
    says: `The most ${by} is used by ${usageInWords(most, by)}; below ${below} % is good.${words}`,
  };
}

async function podsThatRun(cluster: Cluster, workload: Workload): Promise<V1Pod[]> {
  const { name, namespace = '' } = workload.metadata ?? {};
  const labelSelector = selectorText(workload);
  const { items } = await listed(`pods of ${name}`, (page) =>
    cluster.core.listNamespacedPod({ namespace, labelSelector, ...page }),
  );
  return items.filter(({ metadata, status }) => status?.phase === 'Running' && !metadata?.deletionTimestamp);
}

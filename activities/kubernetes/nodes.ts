import type { V1Node } from '@kubernetes/client-node';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { counted } from '../amounts.ts';
import { check } from './check.ts';
import type { Kubernetes } from './clusters.ts';
import { listed } from './listing.ts';
import { usageOfNodes } from './metrics.ts';
import { percent, quantity } from './quantities.ts';

/** Nodes that are not ready or short of something; how much of each is used, where metrics.k8s.io answers. */
export function kubernetesNodes(kubernetes: Kubernetes): PoolActivities['kubernetesNodes'] {
  return ({ scope }) =>
    check('nodes', kubernetes, scope, async (cluster) => {
      const { items, gaps } = await listed('nodes', (page) => cluster.core.listNode(page));
      const used = await usageOfNodes(cluster);
      const rows = items
        .map((node) => {
          const { cpu, memory } = node.status?.allocatable ?? {};
          const usage = used.usage.get(node.metadata?.name ?? '');
          return {
            node: node.metadata?.name ?? '',
            trouble: troubleOf(node),
            cordoned: node.spec?.unschedulable ? 'yes' : 'no',
            cpuPercent: usage ? percent(usage.cpu, quantity(cpu)) : null,
            memoryPercent: usage ? percent(usage.memory, quantity(memory)) : null,
          };
        })
        .sort(
          (a, b) => Number(b.trouble !== null) - Number(a.trouble !== null) || a.node.localeCompare(b.node),
        );
      const sick = rows.filter(({ trouble }) => trouble !== null);
      const cordoned = rows.filter((row) => row.cordoned === 'yes').map(({ node }) => node);
      return {
        sick: sick.length > 0,
        says: [
          sick.length > 0
            ? `${sick.length} of ${counted(rows.length, 'node')} in trouble: ${sick
                .slice(0, 3)
                .map(({ node, trouble }) => `${node} (${trouble})`)
                .join(', ')}.`
            : `${counted(rows.length, 'node')}, all ready and under no pressure.`,
          cordoned.length > 0 ? `Closed for new pods: ${cordoned.slice(0, 5).join(', ')}.` : '',
          used.without ?? '',
        ]
          .filter(Boolean)
          .join(' '),
        evidence: rows,
        gaps,
      };
    });
}

function troubleOf({ status }: V1Node): string | null {
  const conditions = status?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === 'Ready');
  const words = conditions
    .filter(({ type, status: holds }) => type !== 'Ready' && holds === 'True')
    .map(({ type, message }) => `${type}${message ? `: ${message.slice(0, 120)}` : ''}`);
  if (ready?.status !== 'True') {
    words.unshift(`not ready: ${ready?.message?.slice(0, 120) || ready?.reason || 'it never reported'}`);
  }
  return words.join('; ') || null;
}

import type { V1Container, V1Pod } from '@kubernetes/client-node';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { check } from './check.ts';
import type { Kubernetes } from './clusters.ts';
import { type Usage, usageOfContainers } from './metrics.ts';
import { workloadOf } from './owners.ts';
import { podsInScope } from './pods-in-scope.ts';
import { cpuText, memoryText, percent, quantity } from './quantities.ts';
import { counted } from './words.ts';

/** What containers request, may have and use, the hottest first; sick when one uses nearly all that it may have. */
export function kubernetesResources(kubernetes: Kubernetes): PoolActivities['kubernetesResources'] {
  return ({ scope, by, warnAt }) =>
    check('resources', kubernetes, scope, async (cluster) => {
      const { items: pods, gaps } = await podsInScope(cluster, scope);
      const running = pods.filter(({ status }) => status?.phase === 'Running');
      const namespaces = [...new Set(running.map(({ metadata }) => metadata?.namespace ?? ''))];
      const used = await Promise.all(namespaces.map((namespace) => usageOfContainers(cluster, namespace)));
      const usage = new Map(
        used.flatMap((part, i) =>
          [...part.usage].map(([key, value]) => [`${namespaces[i]}/${key}`, value] as const),
        ),
      );
      const rows = running
        .flatMap((pod) => {
          const workload = workloadOf(pod, scope);
          return (pod.spec?.containers ?? []).map((container) => ({
            ...rowOf(pod, container, usage),
            workload,
          }));
        })
        .sort((a, b) => share(b, by) - share(a, by) || b.used[by] - a.used[by]);
      const hot = rows.filter((row) => share(row, by) >= warnAt);
      const [hottest] = rows;
      const unlimited = rows.filter((row) => row.limit[by] === undefined).length;
      return {
        sick: hot.length > 0,
        says: [
          hot.length > 0
            ? `${hot.length} of ${counted(rows.length, 'container')} use ${warnAt} % or more of the ${by} they may have.`
            : `${counted(rows.length, 'container')}${usage.size > 0 ? `, none at ${warnAt} % of the ${by} it may have` : ''}.`,
          hottest && usage.size > 0 ? `The hottest is ${inWords(hottest, by)}.` : '',
          unlimited > 0 ? `${unlimited} have no limit.` : '',
        ]
          .filter(Boolean)
          .join(' '),
        evidence: rows.map((row) => ({
          namespace: row.namespace,
          pod: row.pod,
          workload: row.workload,
          container: row.container,
          ...columns(row, 'cpu', cpuText),
          ...columns(row, 'memory', memoryText),
        })),
        gaps: [...gaps, ...new Set(used.flatMap(({ without }) => without ?? []))],
      };
    });
}

type Amounts = { [Kind in 'cpu' | 'memory']?: number };

interface Row {
  namespace: string;
  pod: string;
  container: string;
  requested: Amounts;
  limit: Amounts;
  used: Usage;
  known: boolean;
}

function rowOf({ metadata }: V1Pod, { name, resources }: V1Container, usage: Map<string, Usage>): Row {
  const { namespace = '', name: pod = '' } = metadata ?? {};
  const used = usage.get(`${namespace}/${pod}/${name}`);
  const amounts = (given: Record<string, string> = {}): Amounts => ({
    cpu: quantity(given.cpu),
    memory: quantity(given.memory),
  });
  return {
    namespace,
    pod,
    container: name,
    requested: amounts(resources?.requests),
    limit: amounts(resources?.limits),
    used: used ?? { cpu: 0, memory: 0 },
    known: used !== undefined,
  };
}

/** Percent of the limit; 0 where there is none. */
function share({ used, limit }: Row, by: 'cpu' | 'memory'): number {
  return percent(used[by], limit[by]) ?? 0;
}

function columns(row: Row, kind: 'cpu' | 'memory', text: (amount: number) => string) {
  const shown = (amount: number | undefined) => (amount === undefined ? null : text(amount));
  const name = kind === 'cpu' ? 'cpu' : 'memory';
  return {
    [`${name}Used`]: row.known ? text(row.used[kind]) : null,
    [`${name}Requested`]: shown(row.requested[kind]),
    [`${name}Limit`]: shown(row.limit[kind]),
    [`${name}Percent`]: row.known ? percent(row.used[kind], row.limit[kind]) : null,
  };
}

function inWords(row: Row, by: 'cpu' | 'memory'): string {
  const text = by === 'cpu' ? cpuText : memoryText;
  const { [by]: limit } = row.limit;
  const of = limit === undefined ? 'with no limit' : `of ${text(limit)}, ${share(row, by)} %`;
  return `${row.namespace}/${row.pod} (${row.container}) with ${text(row.used[by])} ${of}`;
}

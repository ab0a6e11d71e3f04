import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { counted } from '../amounts.ts';
import { check } from './check.ts';
import type { Kubernetes } from './clusters.ts';
import { type ContainerUsage, share, usageInWords, usageOfPods } from './container-usage.ts';
import { workloadOf } from './owners.ts';
import { podsInScope } from './pods-in-scope.ts';
import { cpuText, memoryText, percent } from './quantities.ts';

/** What containers request, may have and use, the hottest first; sick when one uses nearly all that it may have. */
export function kubernetesResources(kubernetes: Kubernetes): PoolActivities['kubernetesResources'] {
  return ({ scope, by, warnAt }) =>
    check('resources', kubernetes, scope, async (cluster) => {
      const { items: pods, gaps } = await podsInScope(cluster, scope);
      const running = pods.filter(({ status }) => status?.phase === 'Running');
      const { rows, without } = await usageOfPods(cluster, running, by);
      const hot = rows.filter((row) => share(row, by) >= warnAt);
      const [hottest] = rows;
      const isKnown = rows.some(({ known }) => known);
      const unlimited = rows.filter((row) => row.limit[by] === undefined).length;
      return {
        sick: hot.length > 0,
        says: [
          hot.length > 0
            ? `${hot.length} of ${counted(rows.length, 'container')} use ${warnAt} % or more of the ${by} they may have.`
            : `${counted(rows.length, 'container')}${isKnown ? `, none at ${warnAt} % of the ${by} it may have` : ''}.`,
          hottest && isKnown ? `The hottest is ${usageInWords(hottest, by)}.` : '',
          unlimited > 0 ? `${unlimited} have no limit.` : '',
        ]
          .filter(Boolean)
          .join(' '),
        evidence: rows.map((row) => ({
          namespace: row.namespace,
          pod: row.pod,
          workload: workloadOf(row.of, scope),
          container: row.container,
          ...columns(row, 'cpu', cpuText),
          ...columns(row, 'memory', memoryText),
        })),
        gaps: [...gaps, ...without],
      };
    });
}

function columns(row: ContainerUsage, kind: 'cpu' | 'memory', text: (amount: number) => string) {
  const shown = (amount: number | undefined) => (amount === undefined ? null : text(amount));
  const name = kind === 'cpu' ? 'cpu' : 'memory';
  return {
    [`${name}Used`]: row.known ? text(row.used[kind]) : null,
    [`${name}Requested`]: shown(row.requested[kind]),
    [`${name}Limit`]: shown(row.limit[kind]),
    [`${name}Percent`]: row.known ? percent(row.used[kind], row.limit[kind]) : null,
  };
}

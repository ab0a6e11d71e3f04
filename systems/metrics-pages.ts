import type { MetricsTarget, RunbookProfile } from '../workflows/contract/profile.ts';
import type { SystemFile } from './schema.ts';

/** The pages whose metrics a runbook looks at, in its order. */
export function metricsPages(
  { targets }: Pick<SystemFile, 'targets'>,
  names: readonly string[],
): Pick<RunbookProfile, 'metrics'> {
  const metrics = names.flatMap((id): MetricsTarget[] => {
    const target = targets[id];
    if (target?.kind !== 'http') return [];
    const { kind, url, bearer, asks, series } = target;
    return [{ id, kind, url, series, ...(bearer ? { bearer } : {}), ...(asks ? { asks } : {}) }];
  });
  return metrics.length > 0 ? { metrics } : {};
}

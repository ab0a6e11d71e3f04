import { found, member } from './places.ts';
import type { Path } from './read-yaml.ts';

/** A runbook looks at the metrics of workloads that say where they serve them. */
export function podMetricsProblems(file: unknown): { path: Path; says: string }[] {
  return found(file, ['runbooks', '*', 'podMetrics', '*']).flatMap(({ path, value }) => {
    const target = typeof value === 'string' ? member(member(file, 'targets'), value) : undefined;
    if (target === undefined || member(target, 'metrics') !== undefined) return [];
    const says = `found ${JSON.stringify(value)}, expected a workload with "metrics": where do its pods serve them?`;
    return [{ path, says }];
  });
}

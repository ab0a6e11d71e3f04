import type { PrometheusProfile } from '../workflows/contract/prometheus.ts';
import { defaultThrottledAbove } from './defaults.ts';
import type { SystemFile } from './schema.ts';

/** The first Prometheus of a file, for what only it knows of the system's clusters; `assume` hears what the file leaves open. */
export function prometheusProfile(
  { targets, thresholds }: Pick<SystemFile, 'targets' | 'thresholds'>,
  assume: (says: string) => void,
): { prometheus?: PrometheusProfile } {
  const [found] = Object.entries(targets).flatMap(([id, target]) =>
    target.kind === 'prometheus' ? [{ ...target, id }] : [],
  );
  if (!found) return {};
  const throttledAbove = thresholds.cpuThrottled?.sickAbove ?? thresholds.cpuThrottled?.below;
  if (throttledAbove === undefined) {
    assume(
      `throttling: the file does not say how much of its time a container may be held back by its CPU limit, so ${defaultThrottledAbove} %`,
    );
  }
  return { prometheus: { target: found, throttledAbove: throttledAbove ?? defaultThrottledAbove } };
}

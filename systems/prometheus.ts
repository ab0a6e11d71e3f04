import type { PrometheusProfile } from '../workflows/contract/prometheus.ts';
import { defaultThrottledAbove } from './defaults.ts';
import { requestsProfile } from './requests.ts';
import type { SystemFile } from './schema.ts';

/** The first Prometheus of a file, for what only it knows of the system; `assume` hears what the file leaves open. */
export function prometheusProfile(
  file: Pick<SystemFile, 'targets' | 'thresholds' | 'routes' | 'system'>,
  hasClusters: boolean,
  assume: (says: string) => void,
): { prometheus?: PrometheusProfile } {
  const { targets, thresholds } = file;
  const id = Object.keys(targets).find((each) => targets[each]?.kind === 'prometheus');
  if (id === undefined) return {};
  const throttledAbove = thresholds.cpuThrottled?.sickAbove ?? thresholds.cpuThrottled?.below;
  if (hasClusters && throttledAbove === undefined) {
    assume(
      `throttling: the file does not say how much of its time a container may be held back by its CPU limit, so ${defaultThrottledAbove} %`,
    );
  }
  const asked = requestsProfile(file, id, assume);
  return { prometheus: { ...asked, throttledAbove: throttledAbove ?? defaultThrottledAbove } };
}

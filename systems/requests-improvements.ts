import type { RequestsImprovement } from '../workflows/contract/mitigations.ts';
import { defaultImprovement, improvementWindow } from './defaults.ts';
import { durationText } from './duration.ts';
import { requestsProfile } from './requests.ts';
import type { SystemFile } from './schema.ts';

/** What a mitigation says of the metric that it improves. */
interface Aim {
  metric: string;
  within?: number | undefined;
}

/**
 * When a change counts as having helped the system's requests; undefined for another metric, and where the file names no
 * Prometheus. `assume` hears what the file leaves open.
 */
export function requestsImprovement(
  mitigation: string,
  { metric, within = defaultImprovement.within }: Aim,
  file: Pick<SystemFile, 'targets' | 'thresholds' | 'routes' | 'system'>,
  assume: (says: string) => void,
): RequestsImprovement | undefined {
  if (metric !== 'errorRate' && metric !== 'latencyP95') return undefined;
  const id = Object.keys(file.targets).find((each) => file.targets[each]?.kind === 'prometheus');
  if (id === undefined) return undefined;
  // What the file leaves open of its requests is said once, with the profile.
  const { target, requests } = requestsProfile(file, id, () => {});
  const { series, limits } = requests;
  const window = Math.min(series.window, improvementWindow);
  const { readings, every } = defaultImprovement;
  const below =
    metric === 'errorRate' ? (file.thresholds.errorRate?.below ?? limits.errorsAbove) : limits.p95Above;
  assume(
    `${mitigation}: the file does not say how ${metric} is read, so over ${durationText(window)}, ${readings} times in a row, every ${durationText(every)}, within ${durationText(within)}`,
  );
  return { metric, prometheus: target, series: { ...series, window }, below, within, readings, every };
}

import type { Finding } from '../contract/findings.ts';
import type { SystemProfile } from '../contract/profile.ts';
import type { Checks } from './activities.ts';

/** The pages whose metrics the file has a runbook look at. */
export function metricsQuestions({
  runbook,
}: SystemProfile): Record<string, (ask: Checks) => Promise<Finding>> {
  return Object.fromEntries(
    (runbook.metrics ?? []).map((target) => [
      `page ${target.id}`,
      (ask: Checks) => ask.httpMetrics({ target }),
    ]),
  );
}

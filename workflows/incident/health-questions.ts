import type { Finding } from '../contract/findings.ts';
import type { SystemProfile } from '../contract/profile.ts';
import { stepName } from '../contract/verification.ts';
import type { Checks } from './activities.ts';

/** The endpoints that the file has a runbook ask beside the system's own health check. */
export function healthQuestions({
  runbook,
  verification: { probes, every },
}: SystemProfile): Record<string, (ask: Checks) => Promise<Finding>> {
  return Object.fromEntries(
    (runbook.health ?? []).map((target) => [
      stepName({ step: 'health', target }),
      (ask: Checks) => ask.httpHealth({ target, probes, every }),
    ]),
  );
}

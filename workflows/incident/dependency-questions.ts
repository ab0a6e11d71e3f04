import type { Finding } from '../contract/findings.ts';
import type { SystemProfile } from '../contract/profile.ts';
import type { RunbookName } from '../contract/runbooks.ts';
import type { Checks } from './activities.ts';

/** Runbooks of which something outside may be the cause. */
const asking: RunbookName[] = [
  'highErrorRate',
  'applicationOutage',
  'performanceDegradation',
  'generalIncident',
];

/** What its finding is called. */
export const dependenciesName = 'external dependencies';

/** Whether what the system needs outside is in trouble, where the file lists any of it. */
export function dependencyQuestions({
  runbook,
  dependencies = [],
}: SystemProfile): Record<string, (ask: Checks) => Promise<Finding>> {
  if (dependencies.length === 0 || !asking.includes(runbook.name)) return {};
  return { [dependenciesName]: (ask) => ask.externalDependencies({ dependencies }) };
}

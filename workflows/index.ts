import { workflowInfo } from '@temporalio/workflow';
import { runbooks } from './contract/runbooks.ts';
import { refusal } from './refusal.ts';
import './versioning.ts';

export { applicationOutage } from './application-outage.ts';
export { cacheIssues } from './cache-issues.ts';
export { cacheRecovery } from './cache-recovery.ts';
export { certificateExpiry } from './certificate-expiry.ts';
export { databaseIssues } from './database-issues.ts';
export { databaseRecovery } from './database-recovery.ts';
export { diskSpace } from './disk-space.ts';
export { generalIncident } from './general-incident.ts';
export { highCpu } from './high-cpu.ts';
export { highErrorRate } from './high-error-rate.ts';
export { highMemory } from './high-memory.ts';
export { examination } from './keepers/examination.ts';
export { freeze } from './keepers/freeze.ts';
export { lease } from './keepers/lease.ts';
export { maintenance } from './keepers/maintenance.ts';
export { probe } from './keepers/probe.ts';
export { sweep } from './keepers/sweeper.ts';
export { watchdog } from './keepers/watchdog.ts';
export { messageBrokerIssues } from './message-broker-issues.ts';
export { performanceDegradation } from './performance-degradation.ts';
export { postIncident } from './post-incident.ts';
export { securityIncident } from './security-incident.ts';
export { serviceRecovery } from './service-recovery.ts';

/** Refuses a workflow type that nobody exports; without it the task of such a run would fail for ever. */
export default async function unknownRunbook(): Promise<never> {
  const known = Object.entries(runbooks).map(([name, purpose]) => `${name} (${purpose})`);
  throw refusal(
    `There is no runbook "${workflowInfo().workflowType}". Start one of: ${known.join('; ')}.`,
    'UnknownRunbook',
  );
}

import type { RunbookProfile } from '../workflows/contract/profile.ts';
import { type RunbookName, runbooks } from '../workflows/contract/runbooks.ts';
import { cacheProfile } from './caches.ts';
import { databaseLooks } from './database-looks.ts';
import {
  defaultCertificateExpiry,
  defaultConnectionsWarnAt,
  defaultIdleAfter,
  defaultIdleInTransactionAfter,
  defaultLongQueryAfter,
  defaultSeverity,
  defaultSlowQueryAfter,
} from './defaults.ts';
import { durationText } from './duration.ts';
import { diskProfile } from './hosts.ts';
import { inPodCommands } from './in-pod.ts';
import { brokerProfile } from './message-brokers.ts';
import { metricsPages } from './metrics-pages.ts';
import { postgresTarget } from './postgres-mitigations.ts';
import type { SystemFile } from './schema.ts';
import { runbookScripts } from './scripts.ts';
import { storesOf } from './stores.ts';
import { runbookHealth } from './verification.ts';

/** What a run needs of its runbook; what the file leaves open is put into `assumed`. */
export function runbookProfile(system: SystemFile, name: RunbookName, assumed: string[]): RunbookProfile {
  const database = name === 'databaseIssues' ? system.runbooks.databaseIssues : undefined;
  const own = system.runbooks[name];
  if (own?.severity === undefined) {
    assumed.push(
      `severity: the file gives this runbook none, so ${defaultSeverity} where a start names none`,
    );
  }
  if (database && database.connectionsWarnAt === undefined) {
    assumed.push(`connections: the file gives no limit, so ${defaultConnectionsWarnAt} % of the usable ones`);
  }
  if (database && database.idleAfter === undefined) {
    assumed.push(
      `sessions: the file does not say after how long one is idle, so ${durationText(defaultIdleAfter)}`,
    );
  }
  for (const [says, given, otherwise] of [
    ['a transaction is idle for too long', database?.idleInTransactionAfter, defaultIdleInTransactionAfter],
    ['a query is long-running', database?.longQueryAfter, defaultLongQueryAfter],
    ['a statement is slow', database?.slowQueryAfter, defaultSlowQueryAfter],
  ] as const) {
    if (database === undefined || given !== undefined) continue;
    assumed.push(`queries: the file does not say after how long ${says}, so ${durationText(otherwise)}`);
  }
  const cache =
    name === 'cacheIssues' || name === 'cacheRecovery'
      ? cacheProfile(system, name, (says) => assumed.push(says))
      : undefined;
  const broker =
    name === 'messageBrokerIssues' ? brokerProfile(system, (says) => assumed.push(says)) : undefined;
  const restored = name === 'databaseRecovery' ? system.runbooks.databaseRecovery?.database : undefined;
  const looks = database ? databaseLooks(system) : undefined;
  const { certificateExpiry = defaultCertificateExpiry } = system.thresholds;
  if (name === 'certificateExpiry' && system.thresholds.certificateExpiry === undefined) {
    assumed.push(
      `certificates: the file does not say how long before its end one counts as ending, so ${durationText(certificateExpiry)}`,
    );
  }
  return {
    name,
    title: own?.title ?? runbooks[name],
    severity: own?.severity ?? defaultSeverity,
    severityAssumed: own?.severity === undefined,
    restricted: own?.restricted ?? name === 'securityIncident',
    ...(name === 'securityIncident' ? { endedByPeople: true } : {}),
    ...(database ? { database: postgresTarget(system, database.database) } : {}),
    ...(looks ? { databaseLooks: looks } : {}),
    ...(restored ? { database: postgresTarget(system, restored) } : {}),
    ...(cache ? { cache } : {}),
    ...(name === 'performanceDegradation' ? storesOf(system, (says) => assumed.push(says)) : {}),
    ...(broker ? { broker } : {}),
    ...(name === 'diskSpace' ? { disks: diskProfile(system, (says) => assumed.push(says)) } : {}),
    connectionsWarnAt: database?.connectionsWarnAt ?? defaultConnectionsWarnAt,
    idleAfter: database?.idleAfter ?? defaultIdleAfter,
    idleInTransactionAfter: database?.idleInTransactionAfter ?? defaultIdleInTransactionAfter,
    longQueryAfter: database?.longQueryAfter ?? defaultLongQueryAfter,
    slowQueryAfter: database?.slowQueryAfter ?? defaultSlowQueryAfter,
    certificateExpiry,
    ...runbookHealth(system, own?.health ?? []),
    ...inPodCommands(system, name, (says) => assumed.push(says)),
    ...(own?.podMetrics.length ? { podMetrics: own.podMetrics } : {}),
    ...metricsPages(system, own?.metrics ?? []),
    ...runbookScripts(system, name, (says) => assumed.push(says)),
    mitigations: own?.mitigations ?? [],
    look: own?.look ?? [],
    byHand: own?.byHand ?? [],
  };
}

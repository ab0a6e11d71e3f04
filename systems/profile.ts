import {
  type PostgresTarget,
  type RunbookProfile,
  type Severity,
  type SeverityProfile,
  type SystemProfile,
  severities,
} from '../workflows/contract/profile.ts';
import { type RunbookName, runbooks } from '../workflows/contract/runbooks.ts';
import {
  approvalDeadline,
  defaultConnectionsWarnAt,
  defaultIdleAfter,
  defaultIdleInTransactionAfter,
  defaultLongQueryAfter,
  defaultSeverity,
  defaultSlowQueryAfter,
  defaultStability,
  defaultVerification,
  severityDefaults,
} from './defaults.ts';
import { durationText } from './duration.ts';
import { mitigationProfile } from './mitigations.ts';
import type { SystemFile } from './schema.ts';

/** Who may decide at a system. */
export function approverRoles(system: SystemFile): string[] {
  return system.policy.approvers ?? system.ladder.response ?? [];
}

/** What one run of a runbook needs of its system; a system has a `generalIncident` even where its file has none. */
export function profileOf(system: SystemFile, hash: string, runbook: RunbookName): SystemProfile {
  const assumed: string[] = [];
  const assume = <T>(given: T | undefined, otherwise: T, says: string): T => {
    if (given === undefined) assumed.push(says);
    return given ?? otherwise;
  };
  const terms = severityProfiles(system, assumed);
  const steps = assume(system.ladder.response, [], 'ladder: the file has none, so nobody could be paged');
  const roles = approverRoles(system);
  if (system.policy.approvers === undefined) {
    assumed.push(
      `approvers: the file names none, so the roles of the ladder (${roles.join(', ') || 'none'})`,
    );
  }
  const { probes, every } = defaultVerification;
  const health = system.targets[system.verification.health ?? ''];
  if (health === undefined) assumed.push('verification: the file names no health check, so people judge');
  return {
    system: system.system,
    title: system.title,
    hash,
    pool: assume(system.pool, 'main', 'pool: the file names none, so main'),
    severities: terms,
    ladder: steps.map((role) => ({ role, people: system.roles[role] ?? [] })),
    approvers: [...new Set(roles.flatMap((role) => system.roles[role] ?? []))],
    roles: system.roles,
    runbook: runbookProfile(system, runbook, assumed),
    mitigations: Object.entries(system.mitigations).map(([mitigation, entry]) =>
      mitigationProfile(mitigation, entry, postgres(system, entry.target), (says) => assumed.push(says)),
    ),
    verification: {
      ...(health?.kind === 'http' ? { health: { ...health, id: system.verification.health ?? '' } } : {}),
      probes: assume(
        system.verification.probes,
        probes,
        `probes: the file gives none, so ${probes} of ${probes}`,
      ),
      every: assume(
        system.verification.every,
        every,
        `probes: the file does not say how far apart, so ${durationText(every)}`,
      ),
    },
    stability: assume(
      system.stability,
      defaultStability,
      `stability: the file gives no window, so ${durationText(defaultStability.window)}, a look every ${durationText(defaultStability.every)}`,
    ),
    assumed,
  };
}

function runbookProfile(system: SystemFile, name: RunbookName, assumed: string[]): RunbookProfile {
  const { databaseIssues, generalIncident } = system.runbooks;
  const database = name === 'databaseIssues' ? databaseIssues : undefined;
  const own = database ?? generalIncident;
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
  return {
    name,
    title: own?.title ?? runbooks[name],
    severity: own?.severity ?? defaultSeverity,
    severityAssumed: own?.severity === undefined,
    ...(database ? { database: postgres(system, database.database) } : {}),
    connectionsWarnAt: database?.connectionsWarnAt ?? defaultConnectionsWarnAt,
    idleAfter: database?.idleAfter ?? defaultIdleAfter,
    idleInTransactionAfter: database?.idleInTransactionAfter ?? defaultIdleInTransactionAfter,
    longQueryAfter: database?.longQueryAfter ?? defaultLongQueryAfter,
    slowQueryAfter: database?.slowQueryAfter ?? defaultSlowQueryAfter,
    mitigations: own?.mitigations ?? [],
  };
}

function postgres(system: SystemFile, id: string): PostgresTarget {
  const target = system.targets[id];
  if (target?.kind !== 'postgres')
    throw new Error(`The target ${id} passed the checks, but is no PostgreSQL`);
  return { ...target, id };
}

/** Steps without a time come when the resolution target passes; without a target they are left out. */
function resolutionLadder(
  { ladder, roles }: SystemFile,
  resolution: number | undefined,
): SeverityProfile['resolutionLadder'] {
  const steps = (ladder.resolution ?? []).flatMap(({ role, after = resolution }) =>
    after === undefined ? [] : [{ role, people: roles[role] ?? [], after }],
  );
  return steps.sort((a, b) => a.after - b.after);
}

function severityProfiles(system: SystemFile, assumed: string[]): Record<Severity, SeverityProfile> {
  const profiles = severities.map((severity) => {
    const given = system.severities[severity];
    const otherwise = severityDefaults[severity];
    const approval = given?.approval ?? approvalDeadline(given?.resolution);
    const updatesEvery = given?.updates ?? otherwise.updatesEvery;
    const profile: SeverityProfile = {
      label: given?.label ?? otherwise.label,
      examples: given?.examples ?? [],
      response: given?.response ?? otherwise.response,
      ...(given?.resolution === undefined ? {} : { resolution: given.resolution }),
      approval,
      reach: given?.reach ?? otherwise.reach,
      ...(updatesEvery === undefined ? {} : { updatesEvery }),
      resolutionLadder: resolutionLadder(system, given?.resolution),
    };
    const says = [
      given?.response === undefined && `response ${durationText(profile.response)}`,
      given?.approval === undefined && `a decision within ${durationText(approval)}`,
      given?.reach === undefined && `reached by ${profile.reach}`,
      given?.updates === undefined && updatesEvery && `updates every ${durationText(updatesEvery)}`,
    ].filter((part) => typeof part === 'string');
    if (says.length > 0) assumed.push(`${severity}: the file does not say, so ${says.join(', ')}`);
    return [severity, profile] as const;
  });
  return Object.fromEntries(profiles) as Record<Severity, SeverityProfile>;
}

import { approvalTime } from '../workflows/contract/approval-time.ts';
import {
  type ByHand,
  type LadderStep,
  type Mitigation,
  type PostgresTarget,
  type RunbookProfile,
  risks,
  type Severity,
  type SeverityProfile,
  type SingleMitigation,
  type SystemProfile,
  severities,
} from '../workflows/contract/profile.ts';
import { type RunbookName, runbooks } from '../workflows/contract/runbooks.ts';
import { budgetsAssumed, budgetsOf } from './budgets.ts';
import { bundleOfTargets, bundleProfile } from './bundles.ts';
import { cacheProfile, redisMitigation } from './caches.ts';
import { defaultCalendar } from './calendar/calendar.ts';
import { deadline } from './calendar/deadline.ts';
import { calendarOf } from './calendar/entry.ts';
import { shifts } from './calendar/shifts.ts';
import { type Term, termText } from './calendar/term.ts';
import { ceilingsAssumed } from './ceilings.ts';
import {
  defaultCertificateExpiry,
  defaultConnectionsWarnAt,
  defaultIdleAfter,
  defaultIdleInTransactionAfter,
  defaultLongQueryAfter,
  defaultRecentDeploy,
  defaultRecentErrors,
  defaultSeverity,
  defaultSlowQueryAfter,
  defaultStability,
  defaultUsedWarnAt,
  defaultVerification,
  severityDefaults,
} from './defaults.ts';
import { durationText } from './duration.ts';
import {
  type AutomatedEntry,
  isAutomated,
  isSingleAutomated,
  type MitigationEntry,
} from './entries/mitigations.ts';
import { inPodCommands } from './in-pod.ts';
import { kubernetesMitigations } from './kubernetes-mitigations.ts';
import { kubernetesScopes } from './kubernetes-scopes.ts';
import { policyAssumed, policyOf } from './policy.ts';
import { postgresMitigation } from './postgres-mitigations.ts';
import { prometheusProfile } from './prometheus.ts';
import type { SystemFile } from './schema.ts';

/**
 * What one run of a runbook needs of its system; a system has a `generalIncident` even where its file has none.
 * Business time counts from `openedAt`.
 */
export function profileOf(
  system: SystemFile,
  hash: string,
  runbook: RunbookName,
  openedAt: Date,
): SystemProfile {
  const assumed: string[] = [];
  const assume = <T>(given: T | undefined, otherwise: T, says: string): T => {
    if (given === undefined) assumed.push(says);
    return given ?? otherwise;
  };
  const terms = severityProfiles(system, runbook, openedAt, assumed);
  const { approverRoles, needs } = policyOf(system);
  const roles = [...new Set(Object.values(approverRoles).flat())];
  const unlimited = budgetsAssumed(system);
  if (unlimited) assumed.push(unlimited);
  const topped = ceilingsAssumed(system);
  if (topped) assumed.push(topped);
  const open = policyAssumed(system);
  if (open) assumed.push(open);
  if (system.policy.approvers === undefined) {
    assumed.push(
      `approvers: the file names none, so the roles of the ladder (${roles.join(', ') || 'none'})`,
    );
  }
  const { probes, every } = defaultVerification;
  const health = system.targets[system.verification.health ?? ''];
  if (health === undefined) assumed.push('verification: the file names no health check, so people judge');
  const kubernetes = kubernetesScopes(system);
  for (const [says, given, otherwise] of [
    ['after how long a deploy is no longer recent', system.thresholds.recentDeploy, defaultRecentDeploy],
    ['how far back errors are looked for', system.thresholds.recentErrors, defaultRecentErrors],
  ] as const) {
    if (!kubernetes.kubernetes || given !== undefined) continue;
    assumed.push(`kubernetes: the file does not say ${says}, so ${durationText(otherwise)}`);
  }
  for (const [what, given] of [
    ['memory', system.thresholds.memoryUsed],
    ['CPU', system.thresholds.cpuUsed],
  ] as const) {
    if (!kubernetes.kubernetes || given !== undefined) continue;
    assumed.push(
      `kubernetes: the file does not say from how much of its limit on a container is short of ${what}, so ${defaultUsedWarnAt} %`,
    );
  }
  return {
    system: system.system,
    title: system.title,
    hash,
    pool: assume(system.pool, 'main', 'pool: the file names none, so main'),
    severities: terms,
    approvers: holders(system, roles),
    approversOf: Object.fromEntries(
      risks.map((risk) => [risk, holders(system, approverRoles[risk])]),
    ) as SystemProfile['approversOf'],
    needs,
    budgets: budgetsOf(system),
    roles: system.roles,
    shifts: shiftsByRole(system, openedAt),
    runbook: runbookProfile(system, runbook, assumed),
    mitigations: mitigationProfiles(system, (says) => assumed.push(says)),
    byHand: Object.entries(system.mitigations).flatMap(([mitigation, entry]) =>
      isAutomated(entry) ? [] : byHand(mitigation, entry),
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
    http: Object.entries(system.targets).flatMap(([id, target]) =>
      target.kind === 'http' ? { id, kind: target.kind, url: target.url } : [],
    ),
    ...kubernetes,
    ...(kubernetes.kubernetes ? prometheusProfile(system, (says) => assumed.push(says)) : {}),
    phases: system.phases,
    stability: assume(
      system.stability,
      defaultStability,
      `stability: the file gives no window, so ${durationText(defaultStability.window)}, a look every ${durationText(defaultStability.every)}`,
    ),
    assumed,
  };
}

function holders({ roles }: SystemFile, of: readonly string[]): string[] {
  return [...new Set(of.flatMap((role) => roles[role] ?? []))];
}

function runbookProfile(system: SystemFile, name: RunbookName, assumed: string[]): RunbookProfile {
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
  const cache = name === 'cacheIssues' ? cacheProfile(system, (says) => assumed.push(says)) : undefined;
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
    ...(database ? { database: postgres(system, database.database) } : {}),
    ...(cache ? { cache } : {}),
    connectionsWarnAt: database?.connectionsWarnAt ?? defaultConnectionsWarnAt,
    idleAfter: database?.idleAfter ?? defaultIdleAfter,
    idleInTransactionAfter: database?.idleInTransactionAfter ?? defaultIdleInTransactionAfter,
    longQueryAfter: database?.longQueryAfter ?? defaultLongQueryAfter,
    slowQueryAfter: database?.slowQueryAfter ?? defaultSlowQueryAfter,
    certificateExpiry,
    ...inPodCommands(system, name, (says) => assumed.push(says)),
    ...(own?.podMetrics.length ? { podMetrics: own.podMetrics } : {}),
    mitigations: own?.mitigations ?? [],
    look: own?.look ?? [],
    byHand: own?.byHand ?? [],
  };
}

/** Times are local to the calendar's zone. */
function shiftsByRole({ onCall, calendar }: SystemFile, openedAt: Date): SystemProfile['shifts'] {
  const { zone = defaultCalendar.zone } = calendar ?? {};
  const rotations = Object.entries(onCall?.rotations ?? {});
  const standIns = onCall?.standIns ?? [];
  return Object.fromEntries(
    rotations.map(([role, { people, every, from }]) => {
      const stoodIn = standIns.filter((each) => each.role === role);
      return [role, shifts({ people, days: every / 86_400_000, from }, stoodIn, zone, openedAt)];
    }),
  );
}

/** In the order of the file; what has several targets is a bundle of the same change of each. */
function mitigationProfiles(system: SystemFile, assume: (says: string) => void): Mitigation[] {
  const entries = Object.entries(system.mitigations);
  const singles = new Map(
    entries.flatMap(([name, entry]) =>
      isSingleAutomated(entry) ? [[name, singleMitigations(system, name, entry, assume)]] : [],
    ),
  );
  return entries.flatMap(([name, entry]): Mitigation[] => {
    if (entry.action === 'bundle')
      return entry.automated ? [bundleProfile(name, entry, singles, assume)] : [];
    const [first, ...more] = singles.get(name) ?? [];
    if (!first) return [];
    return [more.length > 0 ? bundleOfTargets(name, entry, [first, ...more]) : first];
  });
}

function singleMitigations(
  system: SystemFile,
  name: string,
  entry: AutomatedEntry,
  assume: (says: string) => void,
): SingleMitigation[] {
  switch (entry.action) {
    case 'postgres.terminateSessions':
    case 'postgres.limitConnections':
      return [postgresMitigation(name, entry, postgres(system, entry.target), assume)];
    case 'redis.flush':
      return [redisMitigation(system, name, entry)];
    default:
      return kubernetesMitigations(system, name, entry, assume);
  }
}

function byHand(name: string, { title, risk, byHand: commands }: MitigationEntry): ByHand {
  return { name, title, risk, commands };
}

function postgres(system: SystemFile, id: string): PostgresTarget {
  const target = system.targets[id];
  if (target?.kind !== 'postgres')
    throw new Error(`The target ${id} passed the checks, but is no PostgreSQL`);
  return { ...target, id };
}

/** Everybody who holds a role. A placeholder is nobody: the commander stands in. */
function step(system: SystemFile, role: string): LadderStep {
  const real = (held: string[]) => held.filter((person) => !system.people[person]?.placeholder);
  const people = real(system.roles[role] ?? []);
  return { role, people: people.length > 0 ? people : real(system.roles[system.commander ?? ''] ?? []) };
}

/** Steps without a time come when the resolution target passes; without a target they are left out. A runbook's own come first. */
function resolutionLadder(
  system: SystemFile,
  steps: NonNullable<SystemFile['ladder']['resolution']>,
  resolution: number | undefined,
): SeverityProfile['resolutionLadder'] {
  const timed = steps.flatMap(({ role, after = resolution }) =>
    after === undefined ? [] : [{ ...step(system, role), after }],
  );
  const soonest = timed.toSorted((a, b) => a.after - b.after);
  return soonest.filter(({ role }, i) => soonest.findIndex((each) => each.role === role) === i);
}

/** A term so many times over. */
function times(term: Term, count: number): Term {
  return typeof term === 'number' ? term * count : { ...term, count: term.count * count };
}

function severityProfiles(
  system: SystemFile,
  runbook: RunbookName,
  openedAt: Date,
  assumed: string[],
): Record<Severity, SeverityProfile> {
  const own = system.runbooks[runbook]?.ladder;
  const inBusinessTime = Object.values(system.severities).some(
    (terms) => typeof terms?.response === 'object' || typeof terms?.resolution === 'object',
  );
  const calendar = calendarOf(system.calendar, (says) => inBusinessTime && assumed.push(says));
  const elapsed = (term: Term) => deadline(openedAt, term, calendar).getTime() - openedAt.getTime();
  const profiles = severities.map((severity) => {
    const given = system.severities[severity];
    const otherwise = severityDefaults[severity];
    const response = given?.response ?? otherwise.response;
    const resolution = given?.resolution === undefined ? undefined : elapsed(given.resolution);
    const approval = given?.approval ?? approvalTime(resolution);
    const updatesEvery = given?.updates ?? otherwise.updatesEvery;
    const ladder = (own?.response ?? given?.ladder?.response ?? system.ladder.response ?? []).map((role) =>
      step(system, role),
    );
    const profile: SeverityProfile = {
      label: given?.label ?? otherwise.label,
      examples: given?.examples ?? [],
      response: elapsed(response),
      ...(resolution === undefined ? {} : { resolution }),
      promised: {
        response: termText(response),
        ...(given?.resolution === undefined ? {} : { resolution: termText(given.resolution) }),
      },
      approval,
      approvalFixed: given?.approval !== undefined,
      reach: given?.reach ?? otherwise.reach,
      ...(updatesEvery === undefined ? {} : { updatesEvery }),
      responseSteps: [response, ...ladder.slice(1)].map((_, i) => elapsed(times(response, i + 1))),
      responseLadder: ladder,
      resolutionLadder: resolutionLadder(
        system,
        [...(own?.resolution ?? []), ...(given?.ladder?.resolution ?? system.ladder.resolution ?? [])],
        resolution,
      ),
    };
    const says = [
      given?.response === undefined && `response ${profile.promised.response}`,
      given?.approval === undefined && `a decision within ${durationText(approval)}`,
      given?.reach === undefined && `reached by ${profile.reach}`,
      given?.updates === undefined && updatesEvery && `updates every ${durationText(updatesEvery)}`,
    ].filter((part) => typeof part === 'string');
    if (says.length > 0) assumed.push(`${severity}: the file does not say, so ${says.join(', ')}`);
    const [first] = profile.responseLadder;
    if (!first) assumed.push(`${severity}: the file has no ladder, so nobody could be paged`);
    else if (first.people.length === 0) {
      assumed.push(`${severity}: nobody stands behind ${first.role} in the file, so nobody could be paged`);
    }
    return [severity, profile] as const;
  });
  return Object.fromEntries(profiles) as Record<Severity, SeverityProfile>;
}

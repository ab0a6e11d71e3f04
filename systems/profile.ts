import { risks, type SystemProfile } from '../workflows/contract/profile.ts';
import type { RunbookName } from '../workflows/contract/runbooks.ts';
import { alertmanagerProfile } from './alertmanager.ts';
import { budgetsAssumed, budgetsOf } from './budgets.ts';
import { defaultCalendar } from './calendar/calendar.ts';
import { shifts } from './calendar/shifts.ts';
import { ceilingsAssumed } from './ceilings.ts';
import { defaultStability, defaultVerification, flappingRule } from './defaults.ts';
import { dependencyProfiles } from './dependencies.ts';
import { durationText } from './duration.ts';
import { elasticsearchProfile } from './elasticsearch.ts';
import { explainingProfile } from './explaining.ts';
import { kubernetesAssumed, kubernetesScopes } from './kubernetes-scopes.ts';
import { mailAssumed } from './mail.ts';
import { wordedMessages } from './messages.ts';
import { mitigationProfiles } from './mitigation-profiles.ts';
import { policyAssumed, policyOf } from './policy.ts';
import { prometheusProfile } from './prometheus.ts';
import { publicUpdatesProfile } from './public-updates.ts';
import { repositoryProfile } from './repository.ts';
import { runbookProfile } from './runbook-profile.ts';
import type { SystemFile } from './schema.ts';
import { sentryProfile } from './sentry.ts';
import { severityProfiles } from './severity-profiles.ts';
import { systemSteps } from './verification.ts';

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
  const { approverRoles, needs, unverifiedUpTo } = policyOf(system);
  const roles = [...new Set(Object.values(approverRoles).flat())];
  const unlimited = budgetsAssumed(system);
  if (unlimited) assumed.push(unlimited);
  const topped = ceilingsAssumed(system);
  if (topped) assumed.push(topped);
  const mailed = mailAssumed(system);
  if (mailed) assumed.push(mailed);
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
  if (kubernetes.kubernetes) assumed.push(...kubernetesAssumed(system));
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
    unverifiedUpTo,
    needs,
    budgets: budgetsOf(system),
    roles: system.roles,
    shifts: shiftsByRole(system, openedAt),
    runbook: runbookProfile(system, runbook, assumed),
    mitigations: mitigationProfiles(system, (says) => assumed.push(says)),
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
      ...systemSteps(system, (says) => assumed.push(says)),
    },
    http: Object.entries(system.targets).flatMap(([id, target]) =>
      target.kind === 'http' ? { id, kind: target.kind, url: target.url } : [],
    ),
    ...kubernetes,
    ...prometheusProfile(system, kubernetes.kubernetes !== undefined, (says) => assumed.push(says)),
    ...repositoryProfile(system, (says) => assumed.push(says)),
    ...elasticsearchProfile(system, (says) => assumed.push(says)),
    ...sentryProfile(system),
    ...alertmanagerProfile(system),
    ...dependencyProfiles(system, (says) => assumed.push(says)),
    ...publicUpdatesProfile(system, (says) => assumed.push(says)),
    ...(wordedMessages(system).length > 0 ? { messages: wordedMessages(system) } : {}),
    ...(Object.keys(system.statusWords).length > 0 ? { statusWords: system.statusWords } : {}),
    flapping: flappingRule,
    ...explainingProfile(system, runbook, (says) => assumed.push(says)),
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

import { ApplicationFailure } from '@temporalio/common';
import { defaultBudgets } from '../../systems/budgets.ts';
import type { Catalogue } from '../../systems/catalogue.ts';
import {
  defaultCertificateExpiry,
  defaultConnectionsWarnAt,
  defaultIdleAfter,
  defaultIdleInTransactionAfter,
  defaultLongQueryAfter,
  defaultSeverity,
  defaultSlowQueryAfter,
  defaultStability,
  defaultVerification,
  flappingRule,
  severityDefaults,
} from '../../systems/defaults.ts';
import { durationText } from '../../systems/duration.ts';
import { defaultNeeds } from '../../systems/policy.ts';
import { approvalTime } from '../../workflows/contract/approval-time.ts';
import type {
  LadderStep,
  Severity,
  SeverityProfile,
  SystemProfile,
} from '../../workflows/contract/profile.ts';
import { builtIn, severities } from '../../workflows/contract/profile.ts';
import { runbooks } from '../../workflows/contract/runbooks.ts';

/** A general incident for a system whose own file cannot be had; it reaches those of the catch-all route. */
export function degradedProfile(system: string, catalogue: Catalogue): SystemProfile {
  const { steps, says } = ladderOfCatchAll(catalogue);
  return {
    system,
    title: system,
    hash: builtIn,
    pool: 'main',
    severities: Object.fromEntries(
      severities.map((severity): [Severity, SeverityProfile] => [
        severity,
        {
          ...severityDefaults[severity],
          examples: [],
          promised: { response: durationText(severityDefaults[severity].response) },
          approval: approvalTime(undefined),
          approvalFixed: false,
          responseSteps: [0, ...steps.slice(1)].map((_, i) => severityDefaults[severity].response * (i + 1)),
          responseLadder: steps,
          resolutionLadder: [],
        },
      ]),
    ) as Record<Severity, SeverityProfile>,
    approvers: [],
    needs: defaultNeeds,
    budgets: defaultBudgets,
    runbook: {
      name: 'generalIncident',
      title: runbooks.generalIncident,
      severity: defaultSeverity,
      severityAssumed: true,
      restricted: false,
      connectionsWarnAt: defaultConnectionsWarnAt,
      idleAfter: defaultIdleAfter,
      idleInTransactionAfter: defaultIdleInTransactionAfter,
      longQueryAfter: defaultLongQueryAfter,
      slowQueryAfter: defaultSlowQueryAfter,
      certificateExpiry: defaultCertificateExpiry,
      mitigations: [],
      look: [],
      byHand: [],
    },
    roles: {},
    shifts: {},
    mitigations: [],
    byHand: [],
    phases: [],
    verification: defaultVerification,
    stability: defaultStability,
    flapping: flappingRule,
    assumed: [
      says,
      'severities: the usual response targets, since the file of the system cannot be had',
      'verification: no health check is known, so people judge',
    ],
  };
}

function ladderOfCatchAll(catalogue: Catalogue): { steps: LadderStep[]; says: string } {
  try {
    const catchAll = catalogue.routes().find((route) => route.catchAll);
    const steps = catchAll
      ? catalogue.profile(catchAll.system, 'generalIncident').severities[defaultSeverity].responseLadder
      : [];
    if (catchAll && steps.length > 0) {
      return { steps, says: `ladder: that of ${catchAll.system}, where the catch-all route leads` };
    }
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
  }
  return {
    steps: [],
    says: 'ladder: no readable file has a catch-all route with one, so nobody could be paged',
  };
}

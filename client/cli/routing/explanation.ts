import type { Catalogue, Route } from '../../../systems/catalogue.ts';
import { defaultSeverity } from '../../../systems/defaults.ts';
import { nearest as nearestText } from '../../../systems/nearest.ts';
import type { Severity } from '../../../workflows/contract/profile.ts';
import type { AlertGroup } from '../../alerts/alertmanager.ts';
import {
  builtInCatchAll,
  type Delivery,
  type Miss,
  misses,
  type Placed,
  route,
} from '../../alerts/routing.ts';

/** Why the alerts of one message go where they go. */
export interface Explanation {
  group: string;
  alerts: AlertExplanation[];
  starts: WhatStarts[];
  /** The labels that any route looks at. */
  labels: string[];
  /** What is wrong with the catalogue: routes of a broken file do not count. */
  problems: string[];
}

export interface AlertExplanation {
  name: string;
  fingerprint: string;
  status: 'firing' | 'resolved';
  system: string;
  runbook: string;
  workflowId: string;
  route: {
    /** Without it the built-in catch-all, since no file has one. */
    file?: string;
    /** Which one of the file, from 1. */
    number?: number;
    match: Record<string, string>;
    catchAll: boolean;
  };
  /** Of an alert that no route took: those that came nearest. */
  nearest: { file: string; number?: number; misses: Miss[] }[];
  severity: { severity: Severity; label: string; from: 'route' | 'label' | 'runbook'; written?: string };
}

/** A run that is started, or signalled if it is open. */
export interface WhatStarts {
  workflowType: string;
  workflowId: string;
  system: string;
  /** Of a start. */
  severity: Severity;
  summary: string;
  firing: number;
  resolved: number;
}

const nearestShown = 2;

/** Asks the gateway's own routing, and says why. */
export function explain(group: AlertGroup, catalogue: Catalogue): Explanation {
  const { deliveries, placed, trouble } = route(group, catalogue);
  const routes = catalogue.routes();
  const deliveryOf = (each: Placed) =>
    deliveries.find(({ alerts }) => alerts.includes(each.alert)) as Delivery;
  return {
    group: group.groupKey,
    alerts: placed.map((each) => alertExplanation(each, deliveryOf(each), routes, catalogue)),
    starts: deliveries.map((delivery) => whatStarts(delivery, catalogue)),
    labels: [...new Set(routes.flatMap(({ match }) => Object.keys(match)))].sort(),
    problems: [...(trouble ? [trouble] : []), ...catalogue.problems().flatMap((text) => text.split('\n'))],
  };
}

function alertExplanation(
  placed: Placed,
  { workflowId }: Delivery,
  routes: readonly Route[],
  catalogue: Catalogue,
): AlertExplanation {
  const { alert, route: taken } = placed;
  return {
    name: alert.name,
    fingerprint: alert.fingerprint,
    status: alert.status,
    system: taken.system,
    runbook: taken.runbook,
    workflowId,
    route: {
      ...(taken.number === undefined ? {} : { file: `${taken.system}.yaml`, number: taken.number }),
      match: taken.match,
      catchAll: taken.catchAll,
    },
    nearest: taken.catchAll ? nearest(alert.labels, routes) : [],
    severity: severityOf(placed, catalogue),
  };
}

/** Routes that some label fits, or nearly does. */
function nearest(labels: Record<string, string>, routes: readonly Route[]): AlertExplanation['nearest'] {
  return routes
    .filter(({ catchAll }) => !catchAll)
    .map(({ system, number, match }) => {
      const missed = misses(match, labels);
      const fits = Object.keys(match).length - missed.length;
      const slips = missed.filter(({ has, wants }) => nearestText(has, [wants]) !== undefined).length;
      return { file: `${system}.yaml`, number, misses: missed, likeness: fits + slips };
    })
    .filter(({ likeness }) => likeness > 0)
    .toSorted((a, b) => b.likeness - a.likeness || a.misses.length - b.misses.length)
    .slice(0, nearestShown)
    .map(({ likeness: _, ...each }) => each);
}

function severityOf(
  { alert, route: taken, severity, severityOf: from }: Placed,
  catalogue: Catalogue,
): AlertExplanation['severity'] {
  const written = alert.labels.severity?.trim();
  const given = severity ?? ownSeverity(taken, catalogue);
  return {
    severity: given,
    label: labelOf(taken.system, given, catalogue),
    from: from ?? 'runbook',
    ...(written ? { written } : {}),
  };
}

function whatStarts(delivery: Delivery, catalogue: Catalogue): WhatStarts {
  const { workflowId, system, runbook, severity, summary, alerts } = delivery;
  const firing = alerts.filter(({ status }) => status === 'firing').length;
  return {
    workflowType: runbook,
    workflowId,
    system,
    severity: severity ?? ownSeverity(delivery, catalogue),
    summary,
    firing,
    resolved: alerts.length - firing,
  };
}

/** Of a start that names none. */
function ownSeverity({ system, runbook }: Pick<Route, 'system' | 'runbook'>, catalogue: Catalogue): Severity {
  if (system === builtInCatchAll.system) return defaultSeverity;
  return catalogue.profile(system, runbook).runbook.severity;
}

function labelOf(system: string, severity: Severity, catalogue: Catalogue): string {
  if (system === builtInCatchAll.system) return severity;
  return catalogue.profile(system, 'generalIncident').severities[severity].label;
}

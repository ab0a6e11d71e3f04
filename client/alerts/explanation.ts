import type { Catalogue, Route } from '../../systems/catalogue.ts';
import { defaultSeverity } from '../../systems/defaults.ts';
import { matcherText } from '../../systems/matchers.ts';
import { nearest as nearestText } from '../../systems/nearest.ts';
import type { MaintenanceWindow } from '../../workflows/contract/maintenance.ts';
import type { Severity } from '../../workflows/contract/profile.ts';
import type { AlertGroup } from './alert-group.ts';
import {
  builtInCatchAll,
  type Delivery,
  type Miss,
  misses,
  type Placed,
  route,
  type Wanted,
} from './routing.ts';

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
    /** As Alertmanager writes them. */
    matchers?: string[];
    /** Labels whose values make an incident. */
    groupBy?: readonly string[];
    catchAll: boolean;
  };
  /** Of an alert that no route took: those that came nearest. */
  nearest: { file: string; number?: number; misses: Miss[] }[];
  /** The maintenance that holds it now. */
  held?: MaintenanceWindow;
  severity: {
    severity: Severity;
    label: string;
    from: 'route' | 'map' | 'label' | 'runbook';
    /** What the alert's label says. */
    written?: string;
    /** The label that is read; without it: severity. */
    read?: string;
  };
}

/** A run that is started, or signalled if it is open. */
export interface WhatStarts {
  workflowType: string;
  workflowId: string;
  system: string;
  /** Of a start. */
  severity: Severity;
  summary: string;
  /** Until when (RFC 3339) maintenance holds them. */
  heldUntil?: string;
  /** ms within which they come again: a watchdog waits for them, and the workflow type is for when they do not. */
  heartbeat?: number;
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
    labels: [...new Set(routes.flatMap(labelsOf))].sort(),
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
      ...(taken.matchers ? { matchers: taken.matchers.map(matcherText) } : {}),
      ...(taken.groupBy ? { groupBy: taken.groupBy } : {}),
      catchAll: taken.catchAll,
    },
    ...(placed.held ? { held: placed.held } : {}),
    nearest: taken.catchAll ? nearest(alert.labels, routes) : [],
    severity: severityOf(placed, catalogue),
  };
}

/** Routes that some label fits, or nearly does. */
function nearest(labels: Record<string, string>, routes: readonly Route[]): AlertExplanation['nearest'] {
  return routes
    .filter(({ catchAll }) => !catchAll)
    .map((each) => {
      const { system, number } = each;
      const missed = misses(each, labels);
      // That a label is not something fits most alerts.
      const wanted = labelsOf(each).filter((label) => Object.hasOwn(labels, label));
      const fits = wanted.filter((label) => !missed.some((miss) => miss.label === label)).length;
      const slips = missed.filter(
        ({ has, wants, operator }) => operator === undefined && nearestText(has, [wants]) !== undefined,
      ).length;
      return { file: `${system}.yaml`, number, misses: missed, likeness: fits + slips };
    })
    .filter(({ likeness }) => likeness > 0)
    .toSorted((a, b) => b.likeness - a.likeness || a.misses.length - b.misses.length)
    .slice(0, nearestShown)
    .map(({ likeness: _, ...each }) => each);
}

/** That a route wants to be something. */
function labelsOf({ match, matchers = [] }: Wanted): string[] {
  const wanted = matchers.filter(({ operator }) => operator === '=' || operator === '=~');
  return [...Object.keys(match), ...wanted.map(({ label }) => label)];
}

function severityOf(
  { alert, route: taken, severity, severityOf: from }: Placed,
  catalogue: Catalogue,
): AlertExplanation['severity'] {
  const mapped = typeof taken.severity === 'object' && from !== 'label' ? taken.severity : undefined;
  const read = mapped?.label ?? 'severity';
  const written = (Object.hasOwn(alert.labels, read) ? alert.labels[read] : undefined)?.trim();
  const given = severity ?? ownSeverity(taken, catalogue);
  return {
    severity: given,
    label: labelOf(taken.system, given, catalogue),
    from: from ?? 'runbook',
    ...(written ? { written } : {}),
    ...(read === 'severity' ? {} : { read }),
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
    ...(delivery.held ? { heldUntil: delivery.held.until } : {}),
    ...(delivery.heartbeat === undefined ? {} : { heartbeat: delivery.heartbeat }),
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

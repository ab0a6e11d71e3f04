import type { Catalogue, Route } from '../../systems/catalogue.ts';
import type { Alert, Mode } from '../../workflows/contract/input.ts';
import { hashOf, incidentWorkflowId } from '../../workflows/contract/keys.ts';
import { type Severity, severities } from '../../workflows/contract/profile.ts';
import type { AlertGroup } from './alertmanager.ts';
import { cut } from './signal-size.ts';

/** Alerts of one message that belong to one incident. */
export interface Delivery {
  workflowId: string;
  system: string;
  runbook: Route['runbook'];
  severity?: Severity;
  summary: string;
  group: string;
  alerts: Alert[];
}

/** Where one alert goes, and what said so. */
export interface Placed {
  alert: Alert;
  route: Route;
  /** Of the route, else of the alert's label; without it the runbook's own. */
  severity?: Severity;
  severityOf?: 'route' | 'label';
}

export interface Routed {
  deliveries: Delivery[];
  /** Every alert, in the order of the message. */
  placed: Placed[];
  /** Why the catalogue could not be asked; its alerts went to the built-in catch-all. */
  trouble?: string;
}

/** Where alerts go that nobody claims. */
export const builtInCatchAll: Route = {
  system: 'unknown',
  runbook: 'generalIncident',
  match: {},
  catchAll: true,
};

const longestGroup = 1_000;
const longestSummary = 500;

/** Every alert of a group in exactly one delivery: the first route that matches it, else the catch-all. The worst severity counts. */
export function route(group: AlertGroup, catalogue: Catalogue): Routed {
  const { routes, trouble } = readRoutes(catalogue);
  const readLabel = severityReader(catalogue);
  const placed = group.alerts.map((alert) => place(alert, routes, readLabel));
  const key = group.groupKey.length > longestGroup ? `sha256:${hashOf(group.groupKey)}` : group.groupKey;
  const together = Map.groupBy(placed, ({ route: { system, runbook } }) =>
    incidentWorkflowId(system, runbook, key, modeOf(system, catalogue)),
  );
  const deliveries = [...together].map(([workflowId, members]): Delivery => {
    const [{ route: to }] = members as [Placed];
    const alerts = members.map(({ alert }) => alert);
    const firing = members.filter(({ alert }) => alert.status === 'firing');
    return {
      workflowId,
      system: to.system,
      runbook: to.runbook,
      severity: severities.find((severity) => firing.some((each) => each.severity === severity)),
      summary: summaryOf(group, alerts),
      group: key,
      alerts,
    };
  });
  return { deliveries, placed, trouble };
}

/** The labels that keep an alert from a route: what it wants, and what the alert has. */
export function misses(match: Route['match'], labels: Alert['labels']): Miss[] {
  return Object.entries(match)
    .map(([label, wants]) => ({ label, wants, has: labels[label] ?? '' }))
    .filter(({ wants, has }) => wants !== has);
}

export interface Miss {
  label: string;
  wants: string;
  /** Empty if the alert has no such label. */
  has: string;
}

function place(alert: Alert, routes: readonly Route[], readLabel: ReadLabel): Placed {
  const route = routes.find(({ match }) => misses(match, alert.labels).length === 0) ?? builtInCatchAll;
  if (route.severity) return { alert, route, severity: route.severity, severityOf: 'route' };
  const severity = readLabel(route.system, alert);
  return { alert, route, ...(severity ? { severity, severityOf: 'label' } : {}) };
}

function readRoutes(catalogue: Catalogue): { routes: Route[]; trouble?: string } {
  try {
    const all = catalogue.routes();
    return { routes: [...all.filter((route) => !route.catchAll), ...all.filter((route) => route.catchAll)] };
  } catch (error) {
    return { routes: [], trouble: error instanceof Error ? error.message : String(error) };
  }
}

/** Incidents of a system in shadow mode have places of their own; whether one is in shadow mode, the worker decides. */
function modeOf(system: string, catalogue: Catalogue): Mode {
  if (system === builtInCatchAll.system) return 'live';
  try {
    return catalogue.file(system).mode ?? 'live';
  } catch {
    return 'live';
  }
}

type ReadLabel = (system: string, alert: Alert) => Severity | undefined;

/** Reads the `severity` label, asking the catalogue once per system and label. */
function severityReader(catalogue: Catalogue): ReadLabel {
  const known = new Map<string, Severity | undefined>();
  return (system, { labels }) => {
    const label = labels.severity?.trim() ?? '';
    const name = `${system}:${label}`;
    if (!known.has(name)) known.set(name, readSeverity(label, system, catalogue));
    return known.get(name);
  };
}

function readSeverity(label: string, system: string, catalogue: Catalogue): Severity | undefined {
  const plain = severities.find((severity) => severity === label.toUpperCase());
  if (plain || label === '' || system === builtInCatchAll.system) return plain;
  try {
    return catalogue.severity(system, label);
  } catch {
    return undefined;
  }
}

function summaryOf(group: AlertGroup, alerts: Alert[]): string {
  const first = alerts.find((alert) => alert.status === 'firing') ?? alerts[0];
  const summary = cut(group.summary || first?.summary || first?.name || 'Alerts', longestSummary);
  return group.truncated > 0 ? `${summary} (and ${group.truncated} more not in the message)` : summary;
}

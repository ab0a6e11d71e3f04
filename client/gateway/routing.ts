import type { Catalogue, Route } from '../../systems/catalogue.ts';
import type { Alert } from '../../workflows/contract/input.ts';
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

export interface Routed {
  deliveries: Delivery[];
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
  const severityOf = severityReader(catalogue);
  const placed = new Map<string, { route: Route; alerts: Alert[]; severities: (Severity | undefined)[] }>();
  for (const alert of group.alerts) {
    const route = routes.find(({ match }) => matches(match, alert.labels)) ?? builtInCatchAll;
    const name = `${route.system}:${route.runbook}`;
    const place = placed.get(name) ?? { route, alerts: [], severities: [] };
    placed.set(name, place);
    place.alerts.push(alert);
    if (alert.status === 'firing') place.severities.push(route.severity ?? severityOf(route.system, alert));
  }
  const key = group.groupKey.length > longestGroup ? `sha256:${hashOf(group.groupKey)}` : group.groupKey;
  const deliveries = [...placed.values()].map(
    ({ route: { system, runbook }, alerts, severities: given }) => ({
      workflowId: incidentWorkflowId(system, runbook, key),
      system,
      runbook,
      severity: severities.find((severity) => given.includes(severity)),
      summary: summaryOf(group, alerts),
      group: key,
      alerts,
    }),
  );
  return { deliveries, trouble };
}

function readRoutes(catalogue: Catalogue): { routes: Route[]; trouble?: string } {
  try {
    const all = catalogue.routes();
    return { routes: [...all.filter((route) => !route.catchAll), ...all.filter((route) => route.catchAll)] };
  } catch (error) {
    return { routes: [], trouble: error instanceof Error ? error.message : String(error) };
  }
}

function matches(match: Route['match'], labels: Alert['labels']): boolean {
  return Object.entries(match).every(([label, value]) => (labels[label] ?? '') === value);
}

/** Reads the `severity` label, asking the catalogue once per system and label. */
function severityReader(catalogue: Catalogue): (system: string, alert: Alert) => Severity | undefined {
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

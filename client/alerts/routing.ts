import type { Catalogue, Route, SeverityMap } from '../../systems/catalogue.ts';
import { holds, inForce, maintenanceWindows, type PlannedMaintenance } from '../../systems/maintenance.ts';
import { fits, type MatcherOperator } from '../../systems/matchers.ts';
import type { SystemFile } from '../../systems/schema.ts';
import type { Alert, Mode } from '../../workflows/contract/input.ts';
import { hashOf, incidentWorkflowId } from '../../workflows/contract/keys.ts';
import type { MaintenanceWindow } from '../../workflows/contract/maintenance.ts';
import { type Severity, severities } from '../../workflows/contract/profile.ts';
import { watchdogWorkflowId } from '../../workflows/contract/watchdog.ts';
import type { AlertGroup } from './alert-group.ts';
import { cut } from './signal-size.ts';

/** Alerts of one message that belong to one incident. */
export interface Delivery {
  workflowId: string;
  system: string;
  runbook: Route['runbook'];
  severity?: Severity;
  summary: string;
  group: string;
  /** ms within which these alerts come again; the workflow id is that of a watchdog. */
  heartbeat?: number;
  /** Maintenance holds them, unless their incident is open. */
  held?: MaintenanceWindow;
  alerts: Alert[];
}

/** Where one alert goes, and what said so. */
export interface Placed {
  alert: Alert;
  route: Route;
  /** Of the route or its map, else of the alert's label; without it the runbook's own. */
  severity?: Severity;
  severityOf?: 'route' | 'map' | 'label';
  /** The maintenance that holds it. */
  held?: MaintenanceWindow;
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
export function route(group: AlertGroup, catalogue: Catalogue, at = new Date()): Routed {
  const { routes, trouble } = readRoutes(catalogue);
  const readLabel = severityReader(catalogue);
  const fileOf = fileReader(catalogue);
  const windowOf = maintenanceReader(fileOf, at);
  const placed = group.alerts.map((alert): Placed => {
    const found = place(alert, routes, readLabel);
    const held = found.route.heartbeat === undefined ? windowOf(found.route.system, alert) : undefined;
    return held ? { ...found, held } : found;
  });
  const groupOf = ({ alert, route: { groupBy } }: Placed) => groupKey(groupBy, alert, group);
  const workflowIdOf = (each: Placed) => {
    const { system, runbook, heartbeat } = each.route;
    if (heartbeat !== undefined) return watchdogWorkflowId(system);
    return incidentWorkflowId(system, runbook, groupOf(each), modeOf(fileOf(system)));
  };
  const together = Map.groupBy(placed, (each) => {
    const id = workflowIdOf(each);
    if (each.route.heartbeat !== undefined) return `${id} ${each.route.number}`;
    // What is held is judged alert by alert: one that resolves must not leave its severity behind.
    return each.held ? `${id} held ${each.severity}` : id;
  });
  const deliveries = [...together.values()].map((members): Delivery => {
    const [first] = members as [Placed];
    const to = first.route;
    const alerts = members.map(({ alert }) => alert);
    const firing = members.filter(({ alert }) => alert.status === 'firing');
    return {
      workflowId: workflowIdOf(first),
      system: to.system,
      runbook: to.runbook,
      severity: severities.find((severity) => firing.some((each) => each.severity === severity)),
      summary: summaryOf(group, alerts),
      group: groupOf(first),
      ...(to.heartbeat === undefined ? {} : { heartbeat: to.heartbeat }),
      ...(first.held ? { held: first.held } : {}),
      alerts,
    };
  });
  return { deliveries, placed, trouble };
}

/** What the file chose by the route's `groupBy`, whatever the order of its labels; else what the sender did. */
function groupKey(groupBy: Route['groupBy'], { labels }: Alert, group: AlertGroup): string {
  const key = groupBy
    ? `{${groupBy
        .toSorted()
        .map((label) => `${label}=${JSON.stringify(ownLabel(labels, label))}`)
        .join(', ')}}`
    : group.groupKey;
  return key.length > longestGroup ? `sha256:${hashOf(key)}` : key;
}

/** The labels that keep an alert from a route: what it wants, and what the alert has. */
export function misses({ match, matchers = [] }: Wanted, labels: Alert['labels']): Miss[] {
  const equal = Object.entries(match)
    .map(([label, wants]) => ({ label, wants, has: ownLabel(labels, label) }))
    .filter(({ wants, has }) => wants !== has);
  const others = matchers
    .filter((matcher) => !fits(matcher, labels))
    .map(({ label, operator, value }) => ({
      label,
      ...(operator === '=' ? {} : { operator }),
      wants: value,
      has: ownLabel(labels, label),
    }));
  return [...equal, ...others];
}

export type Wanted = Pick<Route, 'match' | 'matchers'>;

export interface Miss {
  label: string;
  /** Without it: =. */
  operator?: MatcherOperator;
  wants: string;
  /** Empty if the alert has no such label. */
  has: string;
}

function place(alert: Alert, routes: readonly Route[], readLabel: ReadLabel): Placed {
  const route = routes.find((each) => misses(each, alert.labels).length === 0) ?? builtInCatchAll;
  if (typeof route.severity === 'string')
    return { alert, route, severity: route.severity, severityOf: 'route' };
  const mapped = route.severity && mappedSeverity(route.severity, alert);
  if (mapped) return { alert, route, severity: mapped, severityOf: 'map' };
  const severity = readLabel(route.system, alert);
  return { alert, route, ...(severity ? { severity, severityOf: 'label' } : {}) };
}

function mappedSeverity({ label, map }: SeverityMap, { labels }: Alert): Severity | undefined {
  const value = ownLabel(labels, label).trim();
  return Object.hasOwn(map, value) ? map[value] : undefined;
}

/** Empty if the alert has no such label. */
function ownLabel(labels: Alert['labels'], label: string): string {
  return Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
}

function readRoutes(catalogue: Catalogue): { routes: Route[]; trouble?: string } {
  try {
    const all = catalogue.routes();
    return { routes: [...all.filter((route) => !route.catchAll), ...all.filter((route) => route.catchAll)] };
  } catch (error) {
    return { routes: [], trouble: error instanceof Error ? error.message : String(error) };
  }
}

/** The file of a system; undefined of one that cannot be had. */
type FileOf = (system: string) => SystemFile | undefined;

/** Asks the catalogue once per system: it looks at its folder each time. */
function fileReader(catalogue: Catalogue): FileOf {
  const known = new Map<string, SystemFile | undefined>();
  return (system) => {
    if (!known.has(system)) known.set(system, readFile(system, catalogue));
    return known.get(system);
  };
}

function readFile(system: string, catalogue: Catalogue): SystemFile | undefined {
  if (system === builtInCatchAll.system) return undefined;
  try {
    return catalogue.file(system);
  } catch {
    return undefined;
  }
}

/** Incidents of a system in shadow mode have places of their own; whether one is in shadow mode, the worker decides. */
function modeOf(file: SystemFile | undefined): Mode {
  return file?.mode ?? 'live';
}

/** The window that holds an alert of a system now; none of a system whose file cannot be had. */
function maintenanceReader(fileOf: FileOf, at: Date) {
  const known = new Map<string, PlannedMaintenance[]>();
  return (system: string, { labels }: Alert): MaintenanceWindow | undefined => {
    const windows = known.get(system) ?? readWindows(fileOf(system), at);
    known.set(system, windows);
    const window = holds(windows, labels);
    return window && { from: window.from, until: window.until, reason: window.reason };
  };
}

function readWindows(file: SystemFile | undefined, at: Date): PlannedMaintenance[] {
  try {
    return file ? inForce(maintenanceWindows(file), at) : [];
  } catch {
    return [];
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
  const said = [group.summary, first?.summary, first?.name].find((text) => text?.trim());
  const summary = cut(said ?? 'Alerts', longestSummary);
  return group.truncated > 0 ? `${summary} (and ${group.truncated} more not in the message)` : summary;
}

import { assumptionsOf, assumptionText } from '../../systems/assumptions.ts';
import type { Catalogue } from '../../systems/catalogue.ts';
import { followUpsOf, type Scheduled } from '../../systems/follow-ups.ts';
import { offeredRunbooks } from '../../systems/offered-runbooks.ts';
import type { SystemFile } from '../../systems/schema.ts';
import {
  type RunbookProfile,
  type Severity,
  type SystemProfile,
  severities,
} from '../../workflows/contract/profile.ts';
import type { RunbookName } from '../../workflows/contract/runbooks.ts';
import { type Ladders, laddersOf } from './ladders.ts';
import { type PolicyView, policyView } from './policy-view.ts';

/** What `mayday systems show` tells: the numbers of the profile that runs get, and the rest as the file says it. Times in ms. */
export interface SystemView
  extends Pick<SystemFile, 'channels' | 'externalContacts' | 'thresholds' | 'links'> {
  system: string;
  title: string;
  document?: string;
  hash: string;
  pool: string;
  /** Absent = live. */
  mode?: SystemFile['mode'];
  severities: (Ladders &
    Omit<SystemProfile['severities'][Severity], keyof Ladders> & { severity: Severity })[];
  people: (SystemFile['people'][string] & { name: string; roles: string[]; approver: boolean })[];
  commander?: { role: string; people: string[] };
  stakeholders?: { role: string; people: string[] };
  onCall?: SystemFile['onCall'];
  /** By role, from the shift that is on now. */
  shifts: SystemProfile['shifts'];
  policy: PolicyView;
  runbooks: RunbookView[];
  mitigations: MitigationView[];
  verification: SystemProfile['verification'];
  stability: SystemProfile['stability'];
  routes: SystemFile['routes'];
  followUps: FollowUpView[];
  assumed: string[];
}

/** A list of what is left to do after the end. */
export interface FollowUpView {
  title: string;
  /** ms after the end */
  from: number;
  within: number;
  /** The file says nothing of its time, or has no lists at all. */
  assumed: boolean;
  items: string[];
}

export interface RunbookView extends RunbookProfile {
  symptoms: string[];
  /** Where it reaches others than the system's ladders do: those of its own severity. */
  ladders?: Ladders;
}

export interface MitigationView {
  name: string;
  title: string;
  risk: string;
  commands: string[];
  asks: string[];
  temporary: boolean;
  /** Where it is offered. */
  runbooks: RunbookName[];
}

/** @throws ApplicationFailure like `Catalogue.profile` */
export function systemView(catalogue: Catalogue, system: string, now: Date): SystemView {
  const file = catalogue.file(system);
  const profile = catalogue.profile(system, 'generalIncident', now);
  const runbooks = offeredRunbooks(file).map((name) => runbookView(catalogue, file, name, now));
  const after = followUpsOf(file, now);
  const holders = (role: string | undefined) =>
    role === undefined ? undefined : { role, people: file.roles[role] ?? [] };
  return {
    system,
    title: profile.title,
    document: file.document,
    hash: profile.hash,
    pool: profile.pool,
    mode: file.mode,
    severities: severities.map((severity) => ({
      ...profile.severities[severity],
      ...laddersOf(file, profile, severity, now),
      severity,
    })),
    people: Object.entries(file.people).map(([name, person]) => ({
      ...person,
      name,
      roles: Object.keys(file.roles).filter((role) => file.roles[role]?.includes(name)),
      approver: profile.approvers.includes(name),
    })),
    commander: holders(file.commander),
    stakeholders: holders(file.stakeholders),
    onCall: file.onCall,
    shifts: profile.shifts,
    externalContacts: file.externalContacts,
    channels: file.channels,
    policy: policyView(catalogue, system),
    runbooks,
    mitigations: mitigationViews(file, profile, runbooks),
    thresholds: file.thresholds,
    verification: profile.verification,
    stability: profile.stability,
    followUps: followUpViews(after.items, now),
    links: file.links,
    routes: file.routes,
    assumed: [...new Set([...assumptionsOf(catalogue, system).map(assumptionText), ...after.assumed])],
  };
}

function followUpViews(items: readonly Scheduled[], now: Date): FollowUpView[] {
  const since = (at: string) => Date.parse(at) - now.getTime();
  return [...Map.groupBy(items, ({ list }) => list)].map(([title, members]) => {
    const [{ begins, due, assumed }] = members as [Scheduled];
    return {
      title,
      from: since(begins),
      within: since(due),
      assumed,
      items: members.map((item) => item.title),
    };
  });
}

function runbookView(catalogue: Catalogue, file: SystemFile, name: RunbookName, now: Date): RunbookView {
  const profile = catalogue.profile(file.system, name, now);
  const { runbook } = profile;
  const own = file.runbooks[name];
  return {
    ...runbook,
    symptoms: own?.symptoms ?? [],
    ...(own?.ladder ? { ladders: laddersOf(file, profile, runbook.severity, now) } : {}),
  };
}

function mitigationViews(
  file: SystemFile,
  { mitigations }: SystemProfile,
  runbooks: readonly RunbookView[],
): MitigationView[] {
  const offered = (name: string) =>
    runbooks.filter((runbook) => runbook.mitigations.includes(name)).map((runbook) => runbook.name);
  return mitigations.map(({ name, title, risk, asks, temporary }) => ({
    name,
    title,
    risk,
    commands: file.mitigations[name]?.byHand ?? [],
    asks: asks.map(({ question }) => question),
    temporary,
    runbooks: offered(name),
  }));
}

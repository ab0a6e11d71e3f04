import type { Catalogue } from '../../systems/catalogue.ts';
import { offeredRunbooks } from '../../systems/offered-runbooks.ts';
import { type Severity, severities } from '../../workflows/contract/profile.ts';
import { type RunbookName, runbooks } from '../../workflows/contract/runbooks.ts';

// What the catalogue says for people to choose from. Where it cannot be read there is less to choose from, and never an error.

/** A severity in the system's words. */
export interface KnownSeverity {
  severity: Severity;
  /** The system's own word. */
  label: string;
  /** `Sev 1 (P0)`, or `P0` where the system has no word of its own. */
  says: string;
  examples?: string;
}

/** Worst first. */
export function severitiesOf(catalogue: Catalogue, system: string): KnownSeverity[] {
  const of = attempt(() => catalogue.profile(system, 'generalIncident').severities);
  return severities.map((severity) => {
    const { label = severity, examples = [] } = of?.[severity] ?? {};
    const says = label === severity ? severity : `${label} (${severity})`;
    return { severity, label, says, ...(examples.length > 0 ? { examples: examples.join(', ') } : {}) };
  });
}

/** The roles of a system that somebody holds, and everybody it names. */
export function rolesOf(
  catalogue: Catalogue,
  system: string,
): { roles: { role: string; holders: string[] }[]; people: string[] } {
  const file = attempt(() => catalogue.file(system));
  if (!file) return { roles: [], people: [] };
  const real = Object.keys(file.people).filter((name) => file.people[name]?.placeholder === undefined);
  const roles = Object.entries(file.roles).map(([role, holders]) => ({
    role,
    holders: holders.filter((name) => real.includes(name)),
  }));
  return { roles: roles.filter(({ holders }) => holders.length > 0), people: real };
}

export interface KnownSystem {
  system: string;
  title: string;
}

/** Those that can be read. */
export function systemsOf(catalogue: Catalogue): KnownSystem[] {
  return (attempt(() => catalogue.systems()) ?? []).flatMap((system) => {
    const title = attempt(() => catalogue.file(system).title);
    return title === undefined ? [] : [{ system, title }];
  });
}

export interface KnownRunbook {
  name: RunbookName;
  title: string;
}

/** What can be started for a system, the general one first. */
export function runbooksOf(catalogue: Catalogue, system: string): KnownRunbook[] {
  const file = attempt(() => catalogue.file(system));
  const names = file ? offeredRunbooks(file) : [];
  return names
    .map((name) => ({ name, title: file?.runbooks[name]?.title ?? runbooks[name] }))
    .sort((a, b) => Number(b.name === 'generalIncident') - Number(a.name === 'generalIncident'));
}

/** The system whose channel in Slack has that name, if one has. */
export function systemOfChannel(catalogue: Catalogue, channel: string | undefined): string | undefined {
  if (!channel) return undefined;
  const own = systemsOf(catalogue).filter(({ system }) =>
    [channel, `#${channel}`].includes(attempt(() => catalogue.file(system).channels.incidents) ?? ''),
  );
  return own.length === 1 ? own[0]?.system : undefined;
}

function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

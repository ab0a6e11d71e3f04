import type { Catalogue } from '../../../systems/catalogue.ts';
import type { SlackPlace } from '../../../workflows/contract/people.ts';

/** Whom the catalogue knows an account as: somebody of a system; a member of a workspace it names; nobody. */
export type Standing = 'person' | 'colleague' | 'stranger';

type Account = Pick<SlackPlace, 'user' | 'team'>;

/** By the ids of member and workspace, never by a display name; a stranger to the system is named by those ids. */
export function nameOf(catalogue: Catalogue, system: string, account: Account): string {
  const known = accountsOf(catalogue, system).find(({ slack }) => isSame(slack, account));
  return known?.name ?? `slack:${account.team}/${account.user}`;
}

/** What somebody may do goes by it; the files of all systems count. */
export function standingOf(catalogue: Catalogue, account: Account): Standing {
  const accounts = systems(catalogue).flatMap((system) => accountsOf(catalogue, system));
  if (accounts.some(({ slack }) => isSame(slack, account))) return 'person';
  return accounts.some(({ slack }) => slack.team === account.team) ? 'colleague' : 'stranger';
}

/** Why somebody may not, and what to do about it. */
export function whyNot(catalogue: Catalogue, account: Account, least: Standing): string | undefined {
  const standing = standingOf(catalogue, account);
  const { user, team } = account;
  if (standing === 'stranger') {
    return `Mayday knows nobody of this workspace (${team}): who is to answer incidents from here gets slack: { user: ${user}, team: ${team} } under people in a file of the catalogue.`;
  }
  if (standing === 'colleague' && least === 'person') {
    return `That is for people whom the catalogue names: add slack: { user: ${user}, team: ${team} } to yourself under people in systems/<id>.yaml. You can acknowledge, and write notes and updates.`;
  }
  return undefined;
}

function isSame(slack: Account, { user, team }: Account): boolean {
  return slack.user === user && slack.team === team;
}

function accountsOf(catalogue: Catalogue, system: string): { name: string; slack: Account }[] {
  try {
    return [...catalogue.people(system).values()].flatMap(({ name, slack }) =>
      slack ? [{ name, slack }] : [],
    );
  } catch {
    // The worker judges by its own catalogue; that something was said must not depend on ours.
    return [];
  }
}

function systems(catalogue: Catalogue): string[] {
  try {
    return catalogue.systems();
  } catch {
    return [];
  }
}

import type { Approver, Catalogue } from '../../systems/catalogue.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import { slackText } from '../../workflows/contract/slack.ts';

type People = Pick<Catalogue, 'people'>;

/** Those whom a notice names as Slack's mentions; without an account, by name. */
export function mentions({ kind, people, system }: Notice, catalogue: People): string[] {
  if (kind !== 'page' && kind !== 'update') return [];
  const known = everybody(catalogue, system);
  return people.map((name) => {
    const account = known.get(name)?.slack;
    return account ? `<@${account.user}>` : slackText(name, 100);
  });
}

/** The accounts of those whom the notices name, and of the commander. */
export function concerned(notices: readonly Notice[], catalogue: People): string[] {
  const [first] = notices;
  if (!first) return [];
  const names = new Set(notices.flatMap(({ people }) => people));
  const commanders = new Set(notices.flatMap(({ commander }) => commander ?? []));
  const found = [...everybody(catalogue, first.system).values()].filter(
    ({ name, roles }) =>
      names.has(name) || commanders.has(name) || roles.some((role) => commanders.has(role)),
  );
  return found.flatMap(({ slack }) => slack?.user ?? []);
}

/** A broken file must not keep a page back. */
function everybody(catalogue: People, system: string): ReadonlyMap<string, Approver> {
  try {
    return catalogue.people(system);
  } catch {
    return new Map();
  }
}

import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Dependency } from '../../workflows/contract/dependencies.ts';
import { counted } from '../amounts.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { byName } from './by-name.ts';
import { byStatusPage } from './by-status-page.ts';
import { byUrl } from './by-url.ts';
import { inTrouble, type Look, type State } from './look.ts';

const worstFirst: State[] = [
  'down',
  'not resolvable',
  'degraded',
  'slow',
  'not asked',
  'only for people',
  'up',
];

/** What the system needs outside, all asked at once: a second time after half a second where the first look was bad. */
export function externalDependencies(
  deps: Pick<PoolDependencies, 'resolve'>,
  { servers }: { servers?: readonly string[] } = {},
): PoolActivities['externalDependencies'] {
  return async ({ dependencies }) => {
    const rows = await Promise.all(dependencies.map((each) => rowOf(each, { ...deps, servers })));
    rows.sort((a, b) => worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state));
    const sick = rows.filter(({ state }) => inTrouble.includes(state));
    const asked = rows.some(({ state }) => state !== 'not asked' && state !== 'only for people');
    return {
      check: 'external dependencies',
      verdict: sick.length > 0 ? 'sick' : asked ? 'well' : 'unknown',
      says: says(rows, sick),
      evidence: rows.slice(0, 20),
    };
  };
}

type Row = Awaited<ReturnType<typeof rowOf>>;

async function rowOf(dependency: Dependency, access: Parameters<typeof look>[1]) {
  const { state, says, ms, status = null } = await look(dependency, access);
  return { dependency: dependency.title, state, says, ms, status };
}

async function look(
  dependency: Dependency,
  { servers, ...deps }: Pick<PoolDependencies, 'resolve'> & { servers?: readonly string[] },
): Promise<Look> {
  try {
    if ('url' in dependency) return await byUrl(dependency, deps);
    if ('statusPage' in dependency) return await byStatusPage(dependency);
    return await byName(dependency, servers);
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    return { state: 'not asked', says: error.message.replace(/\.$/, ''), ms: null };
  }
}

function says(rows: Row[], sick: Row[]): string {
  const inWords = ({ dependency, says }: Row) => `${dependency}: ${says}.`;
  const others = rows.filter(({ state }) => state === 'not asked' || state === 'only for people');
  const silent = sick.filter(({ state, status }) => state === 'down' && status === null);
  return [
    sick.length > 0
      ? `${sick.length} of ${counted(rows.length, 'external dependency')} in trouble.`
      : others.length === rows.length
        ? ''
        : `${counted(rows.length - others.length, 'external dependency')}, none in trouble.`,
    ...sick.slice(0, 5).map(inWords),
    sick.length > 5 ? `${sick.length - 5} more.` : '',
    rows.length > 1 && silent.length === rows.length
      ? 'Nothing outside answers: perhaps it is our own way out that fails.'
      : '',
    ...others.slice(0, 3).map(inWords),
  ]
    .filter(Boolean)
    .join(' ');
}

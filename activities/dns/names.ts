import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { counted } from '../amounts.ts';
import type { PoolDependencies } from '../dependencies.ts';
import type { Kubernetes } from '../kubernetes/clusters.ts';
import type { Found } from '../kubernetes/listing.ts';
import { type Host, hostsOfIngresses, hostsOfTargets, namesOf } from './hosts.ts';
import { type Answer, foundHere, lookUp } from './look-up.ts';

const most = 20;

/** Whether the hosts of the system can be looked up, to what, and whether IPv4 and IPv6 agree; never throws. */
export function dnsNames(
  { resolve }: Pick<PoolDependencies, 'resolve'>,
  kubernetes: Kubernetes,
  { servers }: { servers?: readonly string[] } = {},
): PoolActivities['dnsNames'] {
  return async ({ targets, scope }) => {
    const ours = hostsOfTargets(targets, resolve);
    const theirs = await orGap(async () =>
      scope ? await kubernetes.on(scope, (cluster) => hostsOfIngresses(cluster, scope, 443)) : nothing,
    );
    const names = namesOf([...ours.items, ...theirs.items]);
    const rows = await Promise.all(names.slice(0, most).map((host) => rowOf(host, servers)));
    rows.sort((a, b) => order(a) - order(b));
    const sick = rows.filter(({ verdict }) => verdict === 'sick');
    const unknown = rows.filter(({ verdict }) => verdict === 'unknown');
    const gaps = [...ours.gaps, ...theirs.gaps, ...unknown.map(inWords)];
    if (names.length > most) gaps.push(`${names.length - most} more names were not looked up.`);
    return {
      check: 'dns',
      verdict: sick.length > 0 ? 'sick' : gaps.length > 0 ? 'unknown' : 'well',
      says: [says(rows), ...gaps].filter(Boolean).join(' '),
      evidence: rows.map(({ verdict: _, ...row }) => row),
    };
  };
}

const nothing: Found<Host> = { items: [], gaps: [] };

async function orGap(ask: () => Promise<Found<Host>>): Promise<Found<Host>> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    return { items: [], gaps: [error.message] };
  }
}

type Row = Awaited<ReturnType<typeof rowOf>>;

const order = ({ verdict }: Row) => ['sick', 'unknown', 'well'].indexOf(verdict);

function inWords({ name, of, trouble }: Row): string {
  return `${name} (${of}) ${trouble}.`;
}

function says(rows: Row[]): string {
  const sick = rows.filter(({ verdict }) => verdict === 'sick');
  const elsewhere = rows.filter(({ differs }) => differs !== null);
  const [first] = elsewhere;
  return [
    sick.length > 0
      ? `${sick.length} of ${counted(rows.length, 'name')} in trouble: ${sick.slice(0, 3).map(inWords).join(' ')}`
      : rows.every(({ verdict }) => verdict === 'well')
        ? `${counted(rows.length, 'name')}${rows.length > 0 ? ' looked up' : ' to look up'}, none in trouble.`
        : '',
    first
      ? `${first.name} leads to ${first.a ?? first.aaaa}, its ${first.of} listens at ${first.differs}.`
      : '',
  ]
    .filter(Boolean)
    .join(' ');
}

async function rowOf({ name, of, addresses }: Host, servers: readonly string[] | undefined) {
  const { a, aaaa } = await lookUp(name, servers);
  const none = a.addresses.length + aaaa.addresses.length === 0;
  const here = none && servers === undefined ? await foundHere(name) : [];
  const found = [...a.addresses, ...aaaa.addresses, ...here];
  const trouble = here.length > 0 ? null : troubleOf(a, aaaa);
  const silent = a.kind === 'no answer' && aaaa.kind === 'no answer';
  return {
    name,
    of,
    trouble,
    a: shown(a),
    aaaa: shown(aaaa),
    'by the hosts file or a search domain': here.join(', ') || null,
    differs: found.length > 0 && !addresses.some((each) => found.includes(each)) ? shownAll(addresses) : null,
    verdict: trouble === null ? 'well' : silent ? 'unknown' : 'sick',
  };
}

/** Both kinds of address are asked for by who wants one: what one of them answers, the other must not contradict. */
function troubleOf(a: Answer, aaaa: Answer): string | null {
  if (a.kind === 'fine' || aaaa.kind === 'fine') {
    const [good, bad] = a.kind === 'fine' ? [a, aaaa] : [aaaa, a];
    if (bad.kind === 'fine' || bad.kind === 'no address') return null;
    const [has, lacks] = a.kind === 'fine' ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4'];
    return `has ${has} addresses (${good.addresses.join(', ')}), but asked for ${lacks} it ${bad.trouble}`;
  }
  // The answer of who knows it counts more than silence.
  const [first] = [a, aaaa].toSorted(
    (x, y) => Number(x.kind === 'no answer') - Number(y.kind === 'no answer'),
  );
  const both = a.kind === 'no address' && aaaa.kind === 'no address';
  return both ? 'exists, but has no address' : (first?.trouble ?? null);
}

function shown({ addresses, trouble }: Answer): string | null {
  return addresses.length > 0 ? shownAll(addresses) : trouble;
}

function shownAll(addresses: string[]): string | null {
  return addresses.slice(0, 5).join(', ') || null;
}

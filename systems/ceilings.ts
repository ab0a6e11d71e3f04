import type { Ceilings } from '../workflows/contract/kubernetes-changes.ts';
import { quantity } from '../workflows/contract/quantities.ts';
import { aboveCeiling } from './max-connections.ts';
import { member, members } from './places.ts';
import type { Path } from './read-yaml.ts';
import type { SystemFile } from './schema.ts';

/** Where a file says nothing; shown as assumed. */
export const defaultCeilings: Ceilings = { replicas: 20, memory: '8Gi', cpu: '4', storage: '500Gi' };

/** The most that is given to anything of a cluster, whoever approves it. */
export function ceilingsOf({ policy: { ceilings = {} } }: Pick<SystemFile, 'policy'>): Ceilings {
  return { ...defaultCeilings, ...ceilings };
}

/** What a file with workloads leaves open of them, as one sentence; undefined if nothing. */
export function ceilingsAssumed({ policy, targets }: SystemFile): string | undefined {
  const { ceilings = {} } = policy;
  const scaled = Object.values(targets).some(({ kind }) =>
    ['deployment', 'statefulSet', 'namespace'].includes(kind),
  );
  const { replicas, memory, cpu, storage } = defaultCeilings;
  const open = [
    ...(ceilings.replicas === undefined ? [`${replicas} replicas`] : []),
    ...(ceilings.memory === undefined ? [`${memory} of memory`] : []),
    ...(ceilings.cpu === undefined ? [`${cpu} CPUs`] : []),
    ...(ceilings.storage === undefined ? [`${storage} of storage`] : []),
  ];
  if (!scaled || open.length === 0) return undefined;
  return `ceilings: the file does not say, so nothing is given more than ${open.join(', ')}`;
}

/** Values of the file above a ceiling, its own or the one assumed. Works on files that are wrong elsewhere. */
export function ceilingProblems(file: unknown): { path: Path; says: string }[] {
  const given = members(member(member(file, 'policy'), 'ceilings'));
  const { connections } = given;
  const ceiling = (what: keyof Ceilings) => given[what] ?? defaultCeilings[what];
  const problem = (path: Path, value: unknown, what: keyof Ceilings) => {
    const [amount, most] = [amountOf(value), amountOf(ceiling(what))];
    if (amount === undefined || most === undefined || !(amount > most)) return [];
    const source = given[what] === undefined ? 'assumed; to raise it, write' : 'of';
    const says = `found ${JSON.stringify(value)}, expected at most ${ceiling(what)}, the ceiling (${source} policy.ceilings.${what})`;
    return [{ path, says }];
  };
  return Object.entries(members(member(file, 'mitigations'))).flatMap(([name, entry]) => {
    const at = ['mitigations', name];
    switch (member(entry, 'action')) {
      case 'postgres.setMaxConnections':
        return aboveCeiling(at, entry, connections);
      case 'kubernetes.scale':
        return problem([...at, 'replicas'], member(entry, 'replicas'), 'replicas');
      case 'kubernetes.setResources': {
        const limits = member(entry, 'limits');
        if (limits === undefined && member(entry, 'asks') === undefined) {
          return [{ path: at, says: 'found neither limits nor asks, expected one: which limits?' }];
        }
        return (['memory', 'cpu'] as const).flatMap((what) =>
          problem([...at, 'limits', what], member(limits, what), what),
        );
      }
      case 'kubernetes.setEnvironment': {
        const [sets, asks] = [member(entry, 'values'), members(member(entry, 'asks'))];
        const half = (asks.variable === undefined) !== (asks.size === undefined);
        if (half) return [{ path: [...at, 'asks'], says: 'found one of variable and size, expected both' }];
        if (sets === undefined && asks.variable === undefined) {
          return [{ path: at, says: 'found neither values nor asks, expected one: which variables?' }];
        }
        return [];
      }
      default:
        return [];
    }
  });
}

function amountOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : typeof value === 'string' ? quantity(value) : undefined;
}

import type { SetMaxConnections } from '../workflows/contract/databases.ts';
import type { WorkloadTarget } from '../workflows/contract/kubernetes.ts';
import type { SingleEntry } from './entries/mitigations.ts';
import { clusterNamed, workload } from './kubernetes-scopes.ts';
import { member } from './places.ts';
import { improvementOf, postgresTarget } from './postgres-mitigations.ts';
import type { Path } from './read-yaml.ts';
import type { SystemFile } from './schema.ts';

export type MaxConnectionsEntry = Extract<SingleEntry, { action: 'postgres.setMaxConnections' }>;

/** The most connections that a server is ever let have, where a file says nothing; shown as assumed. */
export const defaultConnectionsCeiling = 500;

/** What a run needs of a mitigation that raises `max_connections`; `assume` hears what the file leaves open. */
export function maxConnectionsMitigation(
  { targets, policy }: Pick<SystemFile, 'targets' | 'policy'>,
  name: string,
  { action, title, risk, value, target: id, restarts, temporary, improves }: MaxConnectionsEntry,
  assume: (says: string) => void,
): SetMaxConnections {
  const target = postgresTarget({ targets }, id);
  const ceiling = policy.ceilings?.connections;
  if (ceiling === undefined) {
    assume(`${name}: the file gives no ceiling, so never more than ${defaultConnectionsCeiling} connections`);
  }
  if (temporary === undefined) {
    assume(`${name}: the file does not say whether it is temporary, so it is taken back at the end`);
  }
  if (restarts === undefined) {
    assume(`${name}: the file names no "restarts", so a person restarts the server`);
  }
  return {
    name,
    title,
    action,
    risk,
    target,
    value,
    ceiling: ceiling ?? defaultConnectionsCeiling,
    asks: [],
    temporary: temporary ?? true,
    improves: improves && improvementOf(name, improves, target, assume),
    ...restarted(targets, restarts),
  };
}

function restarted(
  targets: SystemFile['targets'],
  name: string | undefined,
): Pick<SetMaxConnections, 'cluster' | 'restarts'> {
  const target = name === undefined ? undefined : targets[name];
  if (name === undefined || (target?.kind !== 'deployment' && target?.kind !== 'statefulSet')) {
    return { restarts: [] };
  }
  const restarts: WorkloadTarget[] = [workload(name, target)];
  return target.cluster === undefined
    ? { restarts }
    : { restarts, cluster: clusterNamed(targets, target.cluster) };
}

/** A value above the ceiling, its own or the one assumed. Works on an entry that is wrong elsewhere. */
export function aboveCeiling(at: Path, entry: unknown, ceiling: unknown): { path: Path; says: string }[] {
  const [value, most] = [member(entry, 'value'), ceiling ?? defaultConnectionsCeiling];
  if (typeof value !== 'number' || typeof most !== 'number' || value <= most) return [];
  const source = ceiling === undefined ? 'assumed; to raise it, write' : 'of';
  const says = `found ${value}, expected at most ${most}, the ceiling (${source} policy.ceilings.connections)`;
  return [{ path: [...at, 'value'], says }];
}

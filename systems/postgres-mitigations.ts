import type {
  ConnectionsImprovement,
  LimitConnections,
  TerminateSessions,
} from '../workflows/contract/mitigations.ts';
import type { PostgresTarget } from '../workflows/contract/profile.ts';
import { defaultImprovement } from './defaults.ts';
import { durationText } from './duration.ts';
import type { SingleEntry } from './entries/mitigations.ts';
import type { SystemFile } from './schema.ts';

export type PostgresEntry = Extract<
  SingleEntry,
  { action: 'postgres.terminateSessions' | 'postgres.limitConnections' }
>;

/** A database of the file, as a run knows it. */
export function postgresTarget({ targets }: Pick<SystemFile, 'targets'>, id: string): PostgresTarget {
  const target = targets[id];
  if (target?.kind !== 'postgres')
    throw new Error(`The target ${id} passed the checks, but is no PostgreSQL`);
  return { ...target, id };
}

/** What a run needs of a mitigation of a database; `assume` hears what the file leaves open. */
export function postgresMitigation(
  mitigation: string,
  { byHand: _, verify: __, ...entry }: PostgresEntry,
  target: PostgresTarget,
  assume: (says: string) => void,
): TerminateSessions | LimitConnections {
  const terms = {
    name: mitigation,
    target,
    improves: entry.improves && improvementOf(mitigation, entry.improves, target, assume),
  };
  if (entry.action === 'postgres.terminateSessions') {
    return { ...entry, ...terms, asks: [], temporary: false };
  }
  if (entry.temporary === undefined) {
    assume(`${mitigation}: the file does not say whether it is temporary, so it is taken back at the end`);
  }
  const { min = 1, ...limit } = entry.asks.limit;
  return {
    ...entry,
    ...terms,
    asks: [{ name: 'limit', kind: 'integer', ...limit, min }],
    temporary: entry.temporary ?? true,
  };
}

/** When a mitigation counts as having helped; `assume` hears what the file leaves open. */
export function improvementOf(
  mitigation: string,
  improves: NonNullable<PostgresEntry['improves']>,
  target: PostgresTarget,
  assume: (says: string) => void,
): ConnectionsImprovement {
  for (const part of ['within', 'readings', 'every'] as const) {
    if (improves[part] !== undefined) continue;
    const value = defaultImprovement[part];
    assume(
      `${mitigation}: the file gives no "${part}", so ${part === 'readings' ? value : durationText(value)}`,
    );
  }
  return {
    metric: improves.metric,
    target,
    below: improves.below,
    within: improves.within ?? defaultImprovement.within,
    readings: improves.readings ?? defaultImprovement.readings,
    every: improves.every ?? defaultImprovement.every,
  };
}

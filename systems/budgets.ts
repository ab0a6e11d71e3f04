import type { Budgets } from '../workflows/contract/profile.ts';
import type { SystemFile } from './schema.ts';

/** Where a file says nothing; shown as assumed. */
export const defaultBudgets: Budgets = { changesPerHour: 6, sessionsPerIncident: 500 };

/** How much may be changed at a system, whoever approves it. */
export function budgetsOf({ policy: { budgets = {} } }: SystemFile): Budgets {
  return { ...defaultBudgets, ...budgets };
}

/** What a file leaves open of them, as one sentence; undefined if nothing. */
export function budgetsAssumed({ policy: { budgets = {} } }: SystemFile): string | undefined {
  const { changesPerHour, sessionsPerIncident } = defaultBudgets;
  const open = [
    ...(budgets.changesPerHour === undefined ? [`a target is changed ${changesPerHour} times an hour`] : []),
    ...(budgets.sessionsPerIncident === undefined
      ? [`${sessionsPerIncident} sessions are ended in an incident`]
      : []),
  ];
  return open.length > 0 ? `budgets: the file does not say, so at most ${open.join(' and ')}` : undefined;
}

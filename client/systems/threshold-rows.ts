import { severities } from '../../workflows/contract/profile.ts';
import { span } from '../times.ts';
import type { SystemView } from './system-view.ts';

/** What the document calls good, and what `databaseIssues` calls sick. */
export function thresholdRows({ thresholds, runbooks }: SystemView): string[][] {
  const stated = Object.entries(thresholds).flatMap(([metric, terms]) => {
    if (terms === undefined || metric === 'errorSeverities') return [];
    return [[metric, typeof terms === 'number' ? span(terms) : bounds(metric, terms as Bounds)]];
  });
  const { errorSeverities } = thresholds;
  if (errorSeverities) {
    const from = severities.flatMap((each) =>
      errorSeverities[each] === undefined ? [] : `${each} above ${errorSeverities[each]} %`,
    );
    stated.push(['errorSeverities', from.join(', ')]);
  }
  const database = runbooks.find(({ name }) => name === 'databaseIssues');
  if (!database?.database) return stated;
  const sick = [
    `above ${database.connectionsWarnAt} % of the usable connections`,
    `a session idle for ${span(database.idleAfter)}`,
    `idle in transaction for ${span(database.idleInTransactionAfter)}`,
    `a query that runs ${span(database.longQueryAfter)}`,
    `a statement that takes ${span(database.slowQueryAfter)}`,
  ];
  return [...stated, ['databaseIssues', `sick: ${sick.join(', ')}`]];
}

interface Bounds {
  below?: number;
  above?: number;
  sickAbove?: number;
  /** ms */
  for?: number;
}

function bounds(metric: string, { below, above, sickAbove, for: lasting }: Bounds): string {
  return [
    ...(below === undefined ? [] : [`below ${amount(metric, below)}`]),
    ...(above === undefined ? [] : [`above ${amount(metric, above)}`]),
    ...(sickAbove === undefined ? [] : [`sick above ${amount(metric, sickAbove)}`]),
    ...(lasting === undefined ? [] : [`for ${span(lasting)}`]),
  ].join(', ');
}

function amount(metric: string, value: number): string {
  if (metric === 'latencyP95') return span(value);
  return metric === 'latencyFactor' ? `${value} times` : `${value} %`;
}

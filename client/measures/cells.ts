import type { Measures, Met, Report, Times } from '../../archive/measures.ts';
import { span } from '../times.ts';

/** In the order of a table: count, mean and median until acknowledged, the same until resolved, targets met, time of people and machine, and what was counted apart. */
export function measureCells(measures: Measures): string[] {
  const { incidents, acknowledged, resolved, response, resolution, people, machine } = measures;
  return [
    String(incidents),
    ...timesText(acknowledged),
    ...timesText(resolved),
    metText(response),
    metText(resolution),
    span(people),
    span(machine),
    apart(measures),
  ];
}

/** `1 dry run, 2 shadow incidents`; empty where nothing was left out. */
export function leftOut({ dryRuns, shadows }: Pick<Report, 'dryRuns' | 'shadows'>, hint = ''): string {
  return [
    ...(dryRuns > 0 ? [`${dryRuns} dry run${dryRuns > 1 ? 's' : ''}`] : []),
    ...(shadows > 0 ? [`${shadows} shadow incident${shadows > 1 ? 's' : ''}${hint}`] : []),
  ].join(', ');
}

/** `12 of 14`, or `–` where there was no target. */
export function metText({ met, of }: Met): string {
  return of === 0 ? '–' : `${met} of ${of}`;
}

/** `1 not resolved, 2 false alarms` */
export function apart({ notResolved, falseAlarms, duplicates }: Measures): string {
  return [
    [notResolved, 'not resolved', 'not resolved'],
    [falseAlarms, 'false alarm', 'false alarms'],
    [duplicates, 'duplicate', 'duplicates'],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`)
    .join(', ');
}

function timesText({ mean, median }: Times): string[] {
  return [mean, median].map((ms) => (ms === null ? '–' : span(ms)));
}

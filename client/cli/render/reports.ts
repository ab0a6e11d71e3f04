import type { Report } from '../doctor/report.ts';
import type { Look, Style } from '../screen.ts';
import { table } from './table.ts';

const marks: Record<Report['verdict'], [string, Style]> = {
  good: ['✔', 'green'],
  doubtful: ['!', 'yellow'],
  bad: ['✖', 'red'],
  untried: ['-', 'dim'],
};

/** A line per report: mark, what was tried, what came of it. */
export function reportsText(reports: readonly Report[], { paint }: Look): string {
  return table(
    reports.map(({ check, verdict, says }) => {
      const [mark, style] = marks[verdict];
      return [paint(style, mark), check, says];
    }),
  );
}

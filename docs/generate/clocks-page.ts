import { type ClockRow, clockRows } from './clocks.ts';
import type { Coverage } from './coverage-file.ts';
import { table } from './table.ts';

const head = [
  'severity',
  'response',
  'resolution',
  'reached by',
  'until somebody acknowledges',
  'until it is resolved',
  'warnings',
  'an update every',
];

/** docs/clocks.md */
export function clocksPage(coverage: readonly Coverage[]): string {
  return `${[
    '<!-- Written by `npm run docs` from docs/generate/clocks.ts: change that. -->',
    '# Clocks',
    'Who is reached when, in an incident of each severity that nobody acknowledges and nobody resolves. Times count from the opening. `test/workflows/deadlines.test.ts` opens an incident for every row on a server that skips time, and fails where it goes otherwise.',
    table(
      ['', 'meaning'],
      [
        ['(a)', 'assumed, at least in part: the document does not say it; all else is from the document'],
        ['response', 'somebody has acknowledged by then'],
        ['nobody left', 'everybody was reached and nobody acknowledged; Mayday says so and goes on waiting'],
        ['until it is resolved', 'reached whether or not somebody acknowledged'],
        ['warnings', 'at 50 % and 80 % of the resolution target, to everybody; one more when it passes'],
        [
          'next business day',
          'when the next working day after the day of the opening closes: Monday to Friday, 17:00 UTC (a), unless the file has a calendar',
        ],
        ['none, –', 'the document promises none'],
      ],
    ),
    'A plan waits 15 minutes for its decision (a), at every severity, and less, but at least 5, within the last hour before a resolution target; a reminder comes at half time. When it expires, the next one of "until it is resolved" is reached, or of "until somebody acknowledges" while nobody has. A page wakes people, a notification does not.',
    'Behind the roles of 000, 002 and 004 their documents name nobody: put people in the file, or nobody is reached.',
    ...coverage.flatMap(({ system, document, title }) => [
      `## ${document.slice(0, 3)} ${title}`,
      `[systems/${system}.yaml](../systems/${system}.yaml)`,
      table(head, clockRows.filter((row) => row.system === system).map(cells)),
    ]),
  ].join('\n\n')}\n`;
}

function cells({ severity, of, clocks }: ClockRow): string[] {
  return [`${severity} ${of}`, ...Object.values(clocks)];
}

import type { Verdict } from '../../../archive/verify/verify.ts';
import type { Look, Style } from '../screen.ts';
import type { Tally } from '../verify/tally.ts';
import { table } from './table.ts';

const marks: Record<Verdict['verdict'], [string, Style]> = {
  holds: ['✔', 'green'],
  broken: ['✖', 'red'],
  unjudged: ['–', 'dim'],
};

/** What would break a line: a record may say anything. */
const notForALine = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]+/gu;

/** One incident: a line per invariant, then what breaks it, or keeps it from being judged. */
export function verdictsText(title: string, verdicts: readonly Verdict[], { paint }: Look): string {
  const rows = verdicts.map(({ invariant, verdict, promises, looked }) => {
    const [mark, style] = marks[verdict];
    return [paint(style, mark), invariant, line(looked ? `${promises} (${looked})` : promises)];
  });
  return [
    paint('bold', title),
    table(rows),
    ...verdicts.flatMap(({ invariant, faults }) =>
      faults.map(({ says }) => `${paint('red', '✖')} ${invariant}: ${line(says)}`),
    ),
    ...[...new Set(verdicts.flatMap(({ unjudged }) => unjudged))].map((says) =>
      paint('dim', `– not judged: ${line(says)}`),
    ),
  ].join('\n');
}

/** Many incidents: how often each invariant held. */
export function tallyText({ incidents, open, lines, faults, unjudged }: Tally, { paint }: Look): string {
  const rows = lines.map(({ invariant, promises, holds, broken, unjudged: unknown }) => {
    const [mark, style] = marks[broken > 0 ? 'broken' : holds > 0 || unknown === 0 ? 'holds' : 'unjudged'];
    const counts = [
      `${holds} hold`,
      ...(broken > 0 ? [`${broken} broken`] : []),
      ...(unknown > 0 ? [`${unknown} not judged`] : []),
    ];
    return [paint(style, mark), invariant, promises, counts.join(', ')];
  });
  return [
    paint('bold', `${incidents} incidents, ${open} of them open`),
    table(rows),
    ...faults.map(
      ({ incident, invariant, says }) => `${paint('red', '✖')} ${incident} ${invariant}: ${line(says)}`,
    ),
    ...unjudged.map(({ says, incidents: of, first }) =>
      paint(
        'dim',
        `– not judged in ${of === 1 ? first : `${of} incidents, ${first} among them`}: ${line(says)}`,
      ),
    ),
  ].join('\n');
}

function line(text: string): string {
  return text.replace(notForALine, ' ');
}

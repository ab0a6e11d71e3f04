import type { SystemLine } from '../../systems/system-lines.ts';
import type { Look } from '../screen.ts';
import { table } from './table.ts';

const shownProblems = 3;

/** The systems as a table, with what is wrong below each. */
export function systemListText(lines: readonly SystemLine[], { paint }: Look): string {
  const header = ['SYSTEM', 'TITLE', 'RUNBOOKS', 'SEVERITIES'].map((name) => paint('dim', name));
  const rows = lines.map(({ system, title, runbooks, severities, problems }) => [
    paint('bold', system),
    title ?? paint('red', `✖ ${problems.length} ${problems.length > 1 ? 'things' : 'thing'} to mend`),
    runbooks === undefined ? '' : String(runbooks),
    Object.entries(severities ?? {})
      .map(([severity, label]) => (label === severity ? severity : `${severity} ${label}`))
      .join(', '),
  ]);
  const [first, ...others] = table([header, ...rows]).split('\n');
  return [first, ...others.flatMap((line, index) => [line, ...told(lines[index]?.problems ?? [])])].join(
    '\n',
  );
}

function told(problems: readonly string[]): string[] {
  const hidden = problems.length - shownProblems;
  return [
    ...problems.slice(0, shownProblems).map((problem) => `    ${problem}`),
    ...(hidden > 0 ? [`    … and ${hidden} more ("mayday validate" says all)`] : []),
  ];
}

import type { InPodCommand } from '../../workflows/contract/in-pod.ts';
import { counted } from '../amounts.ts';
import type { Seen } from './check.ts';
import { fileSystemsOf, linesOf } from './command-output.ts';
import type { Ran } from './run-in-pod.ts';

/** What the end of a program says of the system; a disk that is too full is sick, however well `df` ended. */
export function judged(
  { output, ended }: Ran,
  { command, diskSickAbove }: Pick<InPodCommand, 'command' | 'diskSickAbove'>,
  pod: string,
): Omit<Seen, 'evidence'> {
  const typed = command.join(' ');
  const last = linesOf(output).at(-1);
  if ('unknown' in ended) {
    const gaps = [`How "${typed}" ended in ${pod} is not known: ${ended.unknown}.`];
    return { sick: false, says: '', gaps };
  }
  if (ended.code !== 0) {
    const says = `"${typed}" in ${pod} ended with exit code ${ended.code}${last ? `: ${last}` : ''}.`;
    return { sick: true, says, gaps: [] };
  }
  const [fullest, ...others] = isDf(command) ? fileSystemsOf(output) : [];
  if (fullest === undefined) {
    const lines = output.split('\n').filter((line) => line.trim() !== '').length;
    return { sick: false, says: `"${typed}" in ${pod} printed ${counted(lines, 'line')}.`, gaps: [] };
  }
  const full = [fullest, ...others].filter(({ used }) => used > diskSickAbove);
  const named = full.slice(0, 3).map(({ mount, used }) => `${mount} (${used} %)`);
  const says =
    full.length > 0
      ? `In ${pod} ${counted(full.length, 'file system')} more than ${diskSickAbove} % full: ${named.join(', ')}.`
      : `In ${pod} no file system is more than ${diskSickAbove} % full; the fullest is ${fullest.mount} (${fullest.used} %).`;
  return { sick: full.length > 0, says, gaps: [] };
}

const isDf = ([program = '']: string[]) => program.split('/').at(-1) === 'df';

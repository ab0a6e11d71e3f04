import { type Command, InvalidArgumentError } from 'commander';
import { extendSignal } from '../../../workflows/contract/messages.ts';
import { act } from '../act.ts';
import type { Session } from '../session.ts';

/** `mayday extend [id] --minutes N` */
export function extend(program: Command, session: Session): void {
  program
    .command('extend')
    .description('let the waiting plan wait longer')
    .argument('[id]', 'incident; without it the only open one')
    .requiredOption('--minutes <number>', '1 to 60', minutes)
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action((id: string | undefined, options: { minutes: number; as?: string }) =>
      act(session, id, extendSignal, { minutes: options.minutes }, options.as),
    );
}

function minutes(text: string): number {
  const number = Number(text);
  if (!/^\d{1,2}$/.test(text) || number < 1 || number > 60)
    throw new InvalidArgumentError('It takes 1 to 60.');
  return number;
}

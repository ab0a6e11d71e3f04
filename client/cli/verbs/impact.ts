import { type Command, InvalidArgumentError } from 'commander';
import { impactSignal } from '../../../workflows/contract/messages.ts';
import { act } from '../act.ts';
import { words } from '../arguments.ts';
import type { Session } from '../session.ts';

interface Options {
  users?: number;
  functions?: string;
  revenue?: string;
  tickets?: number;
  as?: string;
}

/** `mayday impact [id] --users 1200 --functions "checkout" --revenue "…" --tickets 14` */
export function impact(program: Command, session: Session): void {
  program
    .command('impact')
    .description('what it does to users and business, for the post-mortem')
    .argument('[id]', 'incident; without it the only open one')
    .option('--users <count>', 'how many are affected', count)
    .option('--functions <text>', 'which functions are hit', words)
    .option('--revenue <text>', 'what it costs', words)
    .option('--tickets <count>', 'support tickets and complaints', count)
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (id: string | undefined, { as, ...noted }: Options) => {
      await act(session, id, impactSignal, noted, as);
    });
}

function count(text: string): number {
  if (!/^[0-9]{1,12}$/.test(text)) throw new InvalidArgumentError('It takes a whole number, e.g. 1200.');
  return Number(text);
}

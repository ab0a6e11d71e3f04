import type { Command } from 'commander';
import { dropSignal } from '../../../workflows/contract/follow-ups.ts';
import { act } from '../act.ts';
import { words } from '../arguments.ts';
import { itemAndIncident } from '../follow-ups/item.ts';
import { findOpenFollowUps } from '../follow-ups/listed.ts';
import type { Session } from '../session.ts';

/** `mayday drop [id] <item> --reason …` */
export function drop(program: Command, session: Session): void {
  program
    .command('drop')
    .description('a follow-up will not be done')
    .usage('[options] [id] <item>')
    .argument('<words...>', 'incident (without it the only one with follow-ups), and the number of the item')
    .requiredOption('--reason <text>', 'why', words)
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (given: string[], { reason, as }: { reason: string; as?: string }) => {
      const { id, item } = itemAndIncident(given, 'drop');
      await act(session, id, dropSignal, { item, reason }, as, findOpenFollowUps);
    });
}

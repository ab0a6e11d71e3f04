import type { Command } from 'commander';
import { doneSignal } from '../../../workflows/contract/follow-ups.ts';
import { act } from '../act.ts';
import { itemAndIncident } from '../follow-ups/item.ts';
import { findOpenFollowUps } from '../follow-ups/listed.ts';
import type { Session } from '../session.ts';

/** `mayday done [id] <item>` */
export function done(program: Command, session: Session): void {
  program
    .command('done')
    .description('a follow-up is done')
    .usage('[options] [id] <item>')
    .argument('<words...>', 'incident (without it the only one with follow-ups), and the number of the item')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (words: string[], { as }: { as?: string }) => {
      const { id, item } = itemAndIncident(words, 'done');
      await act(session, id, doneSignal, { item }, as, findOpenFollowUps);
    });
}

import { Argument, type Command } from 'commander';
import { type OutcomeMessage, outcomeSignal } from '../../../workflows/contract/messages.ts';
import { usage } from '../../failure.ts';
import { act } from '../act.ts';
import { planNumber } from '../arguments.ts';
import type { Session } from '../session.ts';

const outcomes = { done: 'done', 'not-done': 'not done', again: 'again' } as const satisfies Record<
  string,
  OutcomeMessage['outcome']
>;

/** `mayday outcome [id] --plan N done|not-done|again` */
export function outcome(program: Command, session: Session): void {
  program
    .command('outcome')
    .description('say what a plan did, after looking, when Mayday lost its answer')
    .usage('[options] [id] done|not-done|again')
    .addArgument(new Argument('<words...>', 'incident (without it the only open one), and what you saw'))
    .requiredOption('--plan <number>', 'the plan', planNumber)
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (given: string[], { plan, as }: { plan: number; as?: string }) => {
      const said = given.at(-1) ?? '';
      if (given.length > 2 || !(said in outcomes)) {
        throw usage('It takes done, not-done or again: mayday outcome [id] --plan 1 done.');
      }
      const told = outcomes[said as keyof typeof outcomes];
      await act(session, given.length > 1 ? given[0] : undefined, outcomeSignal, { plan, outcome: told }, as);
    });
}

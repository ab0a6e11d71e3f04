import type { Command } from 'commander';
import { noteSignal } from '../../../workflows/contract/messages.ts';
import { wordsTrouble } from '../arguments.ts';
import { usage } from '../failure.ts';
import { findIncident } from '../incidents/find.ts';
import { receiptText, send } from '../incidents/send.ts';
import type { Session } from '../session.ts';

/** `mayday note [id] <text>` */
export function note(program: Command, session: Session): void {
  program
    .command('note')
    .description('put a sentence on the timeline and into the post-mortem')
    .usage('[options] [id] <text>')
    .argument('<words...>', 'incident (without it the only open one), and the text in quotes')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (given: string[], options: { as?: string }) => {
      const { id, text } = idAndText(given);
      const incident = await findIncident(session, id, 'open');
      const receipt = await send(session, incident, noteSignal, { text }, options.as ?? session.config.login);
      session.screen.print(receipt, () => receiptText(receipt));
    });
}

function idAndText(given: string[]): { id?: string; text: string } {
  const [first = '', second, ...more] = given;
  if (more.length > 0) throw usage('Put the text in quotes: mayday note [id] "what you saw".');
  const text = second ?? first;
  const trouble = wordsTrouble(text);
  if (trouble) throw usage(`${trouble} A note is: mayday note [id] "what you saw".`);
  return second === undefined ? { text } : { id: first, text };
}

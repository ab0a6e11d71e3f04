import { type Command, Option } from 'commander';
import { noteSignal } from '../../../workflows/contract/messages.ts';
import type { NoteKind } from '../../../workflows/contract/timeline.ts';
import { usage } from '../../failure.ts';
import { act } from '../act.ts';
import { wordsTrouble } from '../arguments.ts';
import type { Session } from '../session.ts';

const kinds: NoteKind[] = ['update', 'cause', 'impact', 'action', 'eta'];

/** `mayday note [id] <text>` */
export function note(program: Command, session: Session): void {
  program
    .command('note')
    .description('put a sentence on the timeline and into the post-mortem')
    .usage('[options] [id] <text>')
    .argument('<words...>', 'incident (without it the only open one), and the text in quotes')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .addOption(new Option('--kind <kind>', 'where the post-mortem puts it').choices(kinds))
    .action(async (given: string[], { kind, as }: { kind?: NoteKind; as?: string }) => {
      const { id, text } = idAndText(given);
      await act(session, id, noteSignal, { text, kind }, as);
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

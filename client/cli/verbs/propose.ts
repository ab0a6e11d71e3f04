import { type Command, InvalidArgumentError } from 'commander';
import { proposeSignal } from '../../../workflows/contract/messages.ts';
import { act } from '../act.ts';
import { usage } from '../failure.ts';
import type { Session } from '../session.ts';

type Parameters = Record<string, string | number>;

/** `mayday propose [id] MITIGATION [--set name=value]` */
export function propose(program: Command, session: Session): void {
  program
    .command('propose')
    .description('plan a mitigation of the system and ask for its approval')
    .usage('[options] [id] <mitigation>')
    .argument('<words...>', 'incident (without it the only open one), and the mitigation')
    .option('--set <name=value>', 'an answer to what the mitigation asks; may be repeated', parameter, {})
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (given: string[], { set, as }: { set: Parameters; as?: string }) => {
      const [first = '', second, ...more] = given;
      if (more.length > 0) throw usage('It takes one mitigation: mayday propose [id] <mitigation>.');
      const [id, mitigation] = second === undefined ? [undefined, first] : [first, second];
      await act(session, id, proposeSignal, { mitigation, parameters: set }, as);
    });
}

function parameter(text: string, before: Parameters): Parameters {
  const [, name, value] = /^([A-Za-z][A-Za-z0-9_]*)=(.+)$/.exec(text) ?? [];
  if (!name || value === undefined) throw new InvalidArgumentError('It takes name=value, e.g. limit=50.');
  return { ...before, [name]: /^-?\d{1,15}$/.test(value) ? Number(value) : value };
}

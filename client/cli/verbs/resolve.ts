import { type Command, Option } from 'commander';
import { resolveSignal } from '../../../workflows/contract/messages.ts';
import type { Ending } from '../../../workflows/contract/timeline.ts';
import { act } from '../act.ts';
import { words } from '../arguments.ts';
import type { Session } from '../session.ts';

interface ResolveOptions {
  as?: string;
  asFalseAlarm?: true;
  asDuplicateOf?: string;
  reason?: string;
}

/** `mayday resolve [id]` */
export function resolve(program: Command, session: Session): void {
  program
    .command('resolve')
    .description('end the incident: fixed, unless you say otherwise')
    .argument('[id]', 'incident; without it the only open one')
    .addOption(new Option('--as-false-alarm', 'there was nothing').conflicts('asDuplicateOf'))
    .option('--as-duplicate-of <incident>', 'it is the same as another one')
    .option('--reason <text>', 'what fixed it, or why it was nothing', words)
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action((id: string | undefined, options: ResolveOptions) =>
      act(session, id, resolveSignal, ending(options), options.as),
    );
}

function ending(options: ResolveOptions): { as: Ending; reason?: string } {
  const { asFalseAlarm, asDuplicateOf, reason } = options;
  if (asFalseAlarm) return { as: 'false alarm', reason };
  if (asDuplicateOf === undefined) return { as: 'fixed', reason };
  return { as: 'duplicate', reason: reason ? `of ${asDuplicateOf}: ${reason}` : `of ${asDuplicateOf}` };
}

import { type Command, Option } from 'commander';
import { publishSignal } from '../../../workflows/contract/messages.ts';
import { type PublicStatus, publicStatuses } from '../../../workflows/contract/status-page.ts';
import { usage } from '../../failure.ts';
import { act } from '../act.ts';
import { words } from '../arguments.ts';
import type { Session } from '../session.ts';

interface PublishOptions {
  status?: PublicStatus;
  message?: string;
  as?: string;
}

/** `mayday publish [id] --status identified --message "…"` */
export function publish(program: Command, session: Session): void {
  program
    .command('publish')
    .description('ask for a text on the public status page; it waits for the commander like a plan')
    .argument('[id]', 'incident; without it the only open one')
    .addOption(new Option('--status <status>', 'how far it is; without it as it was').choices(publicStatuses))
    .option('--message <text>', 'your own words; without them those of the file', words)
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (id: string | undefined, { status, message, as }: PublishOptions) => {
      if (status === undefined && message === undefined) {
        throw usage('Say what is to be told: mayday publish [id] --status identified --message "…".');
      }
      await act(session, id, publishSignal, { status, message }, as);
    });
}

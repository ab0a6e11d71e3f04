import type { Command } from 'commander';
import { inEffectLines } from '../../../workflows/contract/in-effect.ts';
import { timelineQuery } from '../../../workflows/contract/messages.ts';
import { findIncident } from '../../incidents/find.ts';
import { askIncident, askOrFail } from '../incidents/ask.ts';
import { entryDocument, entryText } from '../render/timeline.ts';
import type { Session } from '../session.ts';

/** `mayday timeline [id]` */
export function timeline(program: Command, session: Session): void {
  program
    .command('timeline')
    .description('everything that happened, a sentence each')
    .argument('[id]', 'incident; without it the only open one')
    .action(async (id: string | undefined) => {
      const incident = await findIncident(session, id, 'all');
      const entries = await askOrFail(session, incident, timelineQuery);
      const view = await askIncident(session, incident);
      session.screen.print(entries.map(entryDocument), (look) =>
        [...entries.map((entry) => entryText(entry, look)), ...inEffectLines(view)].join('\n'),
      );
    });
}

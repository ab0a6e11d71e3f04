import type { Command } from 'commander';
import { incidentQuery, tickSignal } from '../../../workflows/contract/messages.ts';
import { usage } from '../../failure.ts';
import { findIncident } from '../../incidents/find.ts';
import { act } from '../act.ts';
import { askOrFail } from '../incidents/ask.ts';
import { checklistText } from '../render/checklist.ts';
import type { Session } from '../session.ts';

/** `mayday checklist [id]` */
export function checklist(program: Command, session: Session): void {
  program
    .command('checklist')
    .description('what the document has the responders go through, and who did what')
    .argument('[id]', 'incident; without it the only open one')
    .action(async (id: string | undefined) => {
      const incident = await findIncident(session, id, 'all');
      const { checklist: items = [] } = await askOrFail(session, incident, incidentQuery);
      session.screen.print(items, (look) =>
        items.length > 0
          ? checklistText(items, look, true).slice(1).join('\n')
          : 'Its system has no phases in its file, so there is no checklist.',
      );
    });
}

/** `mayday tick [id] <item>` */
export function tick(program: Command, session: Session): void {
  program
    .command('tick')
    .description('an item of the checklist is done')
    .usage('[options] [id] <item>')
    .argument('<words...>', 'incident (without it the only open one), and the number of the item')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (given: string[], { as }: { as?: string }) => {
      const item = given.at(-1) ?? '';
      if (given.length > 2 || !/^[1-9][0-9]{0,3}$/.test(item)) {
        throw usage('Write: mayday tick [id] 3, with the number that "mayday checklist" shows.');
      }
      await act(session, given.length === 2 ? given[0] : undefined, tickSignal, { item: Number(item) }, as);
    });
}

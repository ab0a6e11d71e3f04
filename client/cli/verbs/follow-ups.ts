import type { Command } from 'commander';
import { failure } from '../../failure.ts';
import { askFollowUps, findFollowUps, openFollowUps } from '../follow-ups/listed.ts';
import { followUpsText, openItems, openItemsText } from '../render/follow-ups.ts';
import type { Session } from '../session.ts';

/** `mayday follow-ups [id]` */
export function followUps(program: Command, session: Session): void {
  program
    .command('follow-ups')
    .description('what is left to do after incidents, soonest due first')
    .argument('[id]', 'incident, also a settled one: all its items')
    .action((id: string | undefined) => (id === undefined ? overAll(session) : ofOne(session, id)));
}

async function overAll(session: Session): Promise<void> {
  const temporal = await session.temporal();
  const runs = await openFollowUps(temporal);
  const views = await Promise.all(runs.map((run) => askFollowUps(temporal, run)));
  const answered = views.filter((view) => view !== undefined);
  const items = openItems(answered, session.screen.look().now);
  session.screen.print(items, (look) => openItemsText(items, look));
  const silent = runs.filter((_, i) => views[i] === undefined).map(({ incident }) => incident);
  if (silent.length > 0) {
    session.screen.remark(`Nobody answers for ${silent.join(', ')}: is a worker running?`);
  }
}

async function ofOne(session: Session, id: string): Promise<void> {
  const run = await findFollowUps(session, id, 'all');
  const view = await askFollowUps(await session.temporal(), run);
  if (!view) throw failure(`Nobody answers for the follow-ups of ${run.incident}: is a worker running?`);
  session.screen.print(view, (look) => followUpsText(view, look));
}

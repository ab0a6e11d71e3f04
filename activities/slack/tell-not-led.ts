import type { Notice } from '../../workflows/contract/notices.ts';
import { aboutOf, hasSaid } from './about.ts';
import { reply } from './blocks.ts';
import type { Thread, Threads } from './thread.ts';

const entryId = 'not-led';

/** Says once, in the incident's own channel, that nothing in the channel of the system leads there. */
export async function tellNotLed(
  threads: Threads,
  thread: Thread,
  [notice]: readonly Notice[],
  because: string,
): Promise<void> {
  if (!notice || hasSaid(thread, entryId)) return;
  const text = `Nothing in the channel of the system leads here: ${because}`;
  const said: Notice = { ...notice, kind: 'update', entryId, text, details: [], people: [], plan: undefined };
  await threads.reply(thread, aboutOf(said), reply(said, []), false);
}

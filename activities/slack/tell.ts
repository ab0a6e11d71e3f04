import { isUrgent } from '../../workflows/contract/channels.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import { aboutAll, aboutOf, hasSaid, headlineAbout, isAbout, isNewer, showsSame, stateOf } from './about.ts';
import { decision, pile, question, reply } from './blocks.ts';
import { type Headlined, headline } from './headline.ts';
import { settle } from './settle.ts';
import type { Thread, Threads } from './thread.ts';

export type MentionsOf = (notice: Notice) => string[];

/**
 * Says the notices of one incident, in their order: pages and questions first, a message each, then the rest in one,
 * and the headline once. What was said already is left alone. Throws the errors of Slack's client.
 */
export async function tell(
  threads: Threads,
  notices: readonly Notice[],
  mentionsOf: MentionsOf,
): Promise<Thread> {
  const [first, ...others] = notices;
  if (!first) throw new RangeError('nothing to say');
  const newest = others.reduce((one, two) => (isNewer(aboutOf(two), aboutOf(one)) ? two : one), first);
  const opening = notices.find(({ kind }) => kind === 'headline');
  const found = await threads.read(first);
  // Whatever comes first opens the thread: a page does not wait for the headline's own notice.
  const thread = found ?? (await open(threads, newest, opening));
  const unsaid = notices.filter(
    ({ kind, entryId, file }) => kind !== 'headline' && !file && !hasSaid(thread, entryId),
  );
  for (const notice of unsaid.filter(isUrgent)) {
    if (notice.kind === 'ask') await ask(threads, thread, notice, notices);
    else await threads.reply(thread, aboutOf(notice), reply(notice, mentionsOf(notice)), true);
  }
  await update(
    threads,
    thread,
    unsaid.filter((notice) => !isUrgent(notice)),
    mentionsOf,
  );
  await keepUpToDate(threads, thread, newest, opening);
  for (const notice of notices) await settle(threads, thread, notice);
  return thread;
}

function open(threads: Threads, newest: Notice, opening: Notice | undefined): Promise<Thread> {
  const about = { ...headlineAbout(newest), entry_id: opening?.entryId ?? '' };
  return threads.open(about, headline({ notice: { ...newest, ...stateOf(about) }, opening }));
}

/** A question that was decided, or half decided, before it could be asked says so; then nobody is woken for it. */
async function ask(
  threads: Threads,
  thread: Thread,
  notice: Notice,
  notices: readonly Notice[],
): Promise<void> {
  const about = aboutOf(notice);
  const told = [
    ...thread.replies.map(({ about: each, text }) => ({ about: each, text })),
    ...notices.map((each) => ({ about: aboutOf(each), text: each.text })),
  ].filter((each) => each.about.kind !== 'ask' && isAbout(each.about, notice));
  const decided = told.find((each) => each.about.status !== 'waiting' && each.about.status !== '');
  const progress = told.findLast((each) => each.about.progress)?.about.progress ?? about.progress;
  const says = decided && decision(decided.about.status, decided.text, decided.about.as_of);
  const now = { ...about, status: decided?.about.status ?? about.status, ...(progress && { progress }) };
  await threads.reply(thread, now, question(notice, says, progress), !decided);
}

async function update(
  threads: Threads,
  thread: Thread,
  notices: readonly Notice[],
  mentionsOf: MentionsOf,
): Promise<void> {
  const about = aboutAll(notices);
  const [only] = notices;
  if (!about || !only) return;
  const written = notices.length > 1 ? pile(notices, mentionsOf) : reply(only, mentionsOf(only));
  await threads.reply(thread, about, written, false);
}

/** Shows the incident as of the newest notice, whatever the order in which notices come. */
export async function keepUpToDate(
  threads: Threads,
  { headline: shown }: Thread,
  newest: Notice,
  opening: Notice | undefined,
  more: Pick<Headlined, 'own'> = {},
): Promise<void> {
  const isFirst = opening !== undefined && shown.about.entry_id === '';
  const entry_id = isFirst ? opening.entryId : shown.about.entry_id;
  const wanted = headlineAbout(newest, shown.about);
  const about = { ...(isNewer(wanted, shown.about) ? wanted : shown.about), entry_id };
  if (!isFirst && showsSame(about, shown.about)) return;
  const notice = { ...newest, ...stateOf(about) };
  const written = headline({ ...more, notice, ...(isFirst && { opening }), kept: shown.blocks });
  await threads.change(shown, about, written);
}

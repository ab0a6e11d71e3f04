import type { Notice } from '../../workflows/contract/notices.ts';
import { isAbout } from './about.ts';
import { decision, progressed, settled } from './blocks.ts';
import type { Thread, Threads } from './thread.ts';

/** Takes the buttons away as soon as a plan is decided. The earliest notice of it is the one that says who decided. */
export async function settle(threads: Threads, thread: Thread, notice: Notice): Promise<void> {
  const { plan, text, at } = notice;
  if (!plan) return;
  if (plan.status === 'waiting') return await showProgress(threads, thread, notice);
  const asked = thread.replies.find(({ about }) => about.kind === 'ask' && isAbout(about, notice));
  if (!asked || (asked.about.status !== 'waiting' && asked.about.as_of <= at)) return;
  const about = { ...asked.about, status: plan.status, as_of: at };
  await threads.change(asked, about, settled(asked, decision(plan.status, text, at)));
}

/** Says who has approved so far; the buttons stay, because another one has to. */
async function showProgress(threads: Threads, thread: Thread, notice: Notice): Promise<void> {
  const { progress } = notice.plan ?? {};
  const asked = thread.replies.find(({ about }) => about.kind === 'ask' && isAbout(about, notice));
  if (!progress || asked?.about.status !== 'waiting' || asked.about.progress === progress) return;
  await threads.change(asked, { ...asked.about, progress }, progressed(asked, progress));
}

import type { WebClient } from '@slack/web-api';
import type { Catalogue } from '../../systems/catalogue.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import { slackText } from '../../workflows/contract/slack.ts';
import type { Channel } from '../dependencies.ts';
import { answer, decision, headline, progressed, question, reply, settled } from './blocks.ts';
import { slackFailure } from './failures.ts';
import { type About, type Thread, type Threads, threadsOf } from './thread.ts';

export interface SlackChannelParts {
  web: WebClient;
  /** Id of the channel, `C…`. */
  channel: string;
  /** Who is mentioned by which account. */
  catalogue: Pick<Catalogue, 'people'>;
}

/**
 * The channel `slack`: a headline per incident that is kept up to date, and everything else in its thread. A message is
 * looked for by its metadata before it is posted; an answer, which nobody but its reader can find, may come twice.
 * Throws like `slackFailure`.
 */
export function slackChannel({ web, channel, catalogue }: SlackChannelParts): Channel {
  const threads = threadsOf(web, channel);
  const turns = new Map<string, Promise<void>>();
  const say = (notice: Notice) =>
    notice.kind === 'answer' ? sayToOne(web, notice) : sayToAll(threads, notice, mentions(notice, catalogue));

  return {
    name: 'slack',
    // Two notices of one incident at once would both find no headline.
    async say(notice) {
      const turn = (turns.get(notice.keyId) ?? Promise.resolve()).then(() => say(notice));
      const over = turn.catch(() => {});
      turns.set(notice.keyId, over);
      try {
        await turn;
      } catch (error) {
        throw slackFailure(error);
      } finally {
        if (turns.get(notice.keyId) === over) turns.delete(notice.keyId);
      }
    },
  };
}

async function sayToOne(web: WebClient, notice: Notice): Promise<void> {
  if (!notice.slack) return;
  const { channel, user } = notice.slack;
  await web.chat.postEphemeral({ channel, user, ...answer(notice), parse: 'none', link_names: false });
}

async function sayToAll(threads: Threads, notice: Notice, called: string[]): Promise<void> {
  const about = aboutOf(notice);
  const found = await threads.read(notice);
  // Whatever comes first opens the thread: a page does not wait for the headline's own notice.
  const thread = found ?? (await threads.open(headlineOf(notice), headline(notice)));
  if (found) await keepUpToDate(threads, thread, notice);
  if (notice.kind === 'headline' || thread.replies.some((told) => told.about.entry_id === notice.entryId)) {
    await settle(threads, thread, notice);
    return;
  }
  if (notice.kind === 'ask') {
    // Its decision may have been told while this question could not be posted.
    const decided = thread.replies.find((told) => isDecision(told.about, notice));
    const says = decided && decision(decided.about.status, decided.text, decided.about.as_of);
    const counted = thread.replies.findLast((told) => isAbout(told.about, notice) && told.about.progress);
    const { progress } = counted?.about ?? about;
    const now = { ...about, status: decided?.about.status ?? about.status, ...(progress && { progress }) };
    await threads.reply(thread, now, question(notice, says, progress), true);
    return;
  }
  await threads.reply(thread, about, reply(notice, called), notice.kind === 'page');
  await settle(threads, thread, notice);
}

/** Shows the incident as of the newest notice, whatever the order in which notices come. */
async function keepUpToDate(threads: Threads, thread: Thread, notice: Notice): Promise<void> {
  const shown = thread.headline.about;
  const about = { ...headlineOf(notice), entry_id: shown.entry_id };
  const first = notice.kind === 'headline' && shown.entry_id === '';
  if (first) about.entry_id = notice.entryId;
  const newer = isNewer(about, shown);
  const same = ['phase', 'label', 'acknowledged_by'].every(
    (name) => about[name as 'phase'] === shown[name as 'phase'],
  );
  if (!first && (same || !newer)) return;
  const at = newer ? notice : { ...notice, ...stateOf(shown) };
  const state = newer ? about : { ...about, ...shown, entry_id: about.entry_id };
  await threads.change(thread.headline, state, headline(at, thread.headline.blocks));
}

/** Takes the buttons away as soon as a plan is decided. The earliest notice of it is the one that says who decided. */
async function settle(threads: Threads, thread: Thread, notice: Notice): Promise<void> {
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

function isAbout(about: About, { plan }: Notice): boolean {
  return about.plan === plan?.id && about.hash === plan.hash;
}

function isDecision(about: About, notice: Notice): boolean {
  return isAbout(about, notice) && about.kind !== 'ask' && about.status !== 'waiting';
}

const phases = ['triggered', 'mitigating', 'monitoring', 'resolved', 'cancelled', 'failed'];

/** Of two notices of one instant, the one that knows more is the newer. */
function isNewer(about: About, shown: About): boolean {
  if (about.as_of !== shown.as_of) return about.as_of > shown.as_of;
  const rank = ({ phase, acknowledged_by }: About) => phases.indexOf(phase) + (acknowledged_by ? 0.5 : 0);
  return rank(about) >= rank(shown);
}

function aboutOf({ keyId, entryId, kind, plan, at, phase, label, acknowledgedBy }: Notice): About {
  return {
    key_id: keyId,
    entry_id: entryId,
    kind,
    plan: plan?.id ?? 0,
    hash: plan?.hash ?? '',
    status: plan?.status ?? '',
    ...(plan?.progress && { progress: plan.progress }),
    as_of: at,
    phase,
    label,
    acknowledged_by: acknowledgedBy ?? '',
  };
}

function headlineOf(notice: Notice): About {
  const entry_id = notice.kind === 'headline' ? notice.entryId : '';
  const { progress: _, ...about } = aboutOf(notice);
  return { ...about, kind: 'headline', entry_id, plan: 0, hash: '', status: '' };
}

function stateOf({
  phase,
  label,
  acknowledged_by,
}: About): Pick<Notice, 'phase' | 'label' | 'acknowledgedBy'> {
  return { phase: phase as Notice['phase'], label, acknowledgedBy: acknowledged_by || undefined };
}

function mentions({ kind, people, system }: Notice, catalogue: Pick<Catalogue, 'people'>): string[] {
  if (kind !== 'page' && kind !== 'update') return [];
  const known = accounts(catalogue, system);
  return people.map((name) => {
    const account = known.get(name)?.slack;
    return account ? `<@${account.user}>` : slackText(name, 100);
  });
}

/** A broken file must not keep a page back. */
function accounts(catalogue: Pick<Catalogue, 'people'>, system: string): ReturnType<Catalogue['people']> {
  try {
    return catalogue.people(system);
  } catch {
    return new Map();
  }
}

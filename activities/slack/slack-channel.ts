import type { WebClient } from '@slack/web-api';
import { ApplicationFailure } from '@temporalio/common';
import type { Catalogue } from '../../systems/catalogue.ts';
import { final, retryable } from '../../workflows/contract/failures.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Channel } from '../dependencies.ts';
import { answer } from './blocks.ts';
import { type Directory, directoryOf } from './directory.ts';
import { slackFailure } from './failures.ts';
import { inTime } from './in-time.ts';
import { lead } from './lead.ts';
import { concerned, mentions } from './mentions.ts';
import { ownChannels } from './own-channels.ts';
import { placesOf } from './places.ts';
import { type PostMortemOf, postMortemFile } from './post-mortem-file.ts';
import { tell } from './tell.ts';
import { tellNotLed } from './tell-not-led.ts';
import type { Thread, Threads } from './thread.ts';
import { tryOut } from './try-out.ts';

export interface SlackChannelParts {
  web: WebClient;
  /** Id of the channel, `C…`, or its name; may be absent where each incident has one of its own. */
  channel?: string;
  /** Who is mentioned by which account. */
  catalogue: Pick<Catalogue, 'people'>;
  /** Each incident has a channel of its own, to which a headline in `channel` leads. */
  perIncident?: boolean;
  /** Of those, only who is invited sees them. */
  isPrivate?: boolean;
  /** Shared by all channels of a workspace. */
  directory?: Directory;
  /** Without it there are no files. */
  postMortemOf?: PostMortemOf;
}

/**
 * The channel `slack`: a headline per incident that is kept up to date, and everything else in its thread, or below it
 * in the incident's own channel. A message is looked for by its metadata before it is posted; an answer, which nobody
 * but its reader can find, may come twice. Throws like `slackFailure`.
 */
export function slackChannel({
  web,
  channel,
  catalogue,
  perIncident = false,
  isPrivate = false,
  directory = directoryOf(web),
  postMortemOf,
}: SlackChannelParts): Channel {
  const places = placesOf(web, directory);
  const owns = perIncident ? ownChannels(web, directory, { isPrivate, isToldIn }) : undefined;
  const leading = lead();
  const turns = new Map<string, Promise<void>>();
  const mentionsOf = (notice: Notice) => mentions(notice, catalogue);

  async function isToldIn(id: string, notice: Notice): Promise<boolean> {
    return (await places.own(id).read(notice)) !== undefined;
  }

  return {
    async say(...notices) {
      const startedAt = Date.now();
      for (const [keyId, ofIncident] of Map.groupBy(notices, (notice) => notice.keyId)) {
        await inTurn(keyId, () => sayOf(ofIncident, startedAt));
      }
    },
    tryOut: () => tryOut(web, { perIncident }),
  };

  async function sayOf(notices: Notice[], startedAt: number): Promise<void> {
    const [first, ...others] = notices.filter(({ kind }) => kind !== 'answer');
    if (first) await sayToAll([first, ...others], first, startedAt);
    for (const notice of notices) if (notice.kind === 'answer') await sayToOne(web, notice);
  }

  async function sayToAll(notices: Notice[], first: Notice, startedAt: number): Promise<void> {
    const own = await owns?.of(first);
    if (!own && channel === undefined) return;
    const threads = inTime(own ? places.own(own.id) : await places.shared(channel ?? ''), startedAt);
    const thread = await tell(threads, notices, mentionsOf);
    if (own) {
      await owns?.invite(own, concerned(notices, catalogue));
      await leadTo(own.id, threads, thread, notices, startedAt);
    }
    for (const { file, ...notice } of notices) {
      if (file && postMortemOf) await threads.attach(thread, await postMortemFile(notice, postMortemOf));
    }
  }

  /** Of a system's channel that cannot be written to, those in the incident's own hear. */
  async function leadTo(
    own: string,
    threads: Threads,
    thread: Thread,
    notices: Notice[],
    startedAt: number,
  ): Promise<void> {
    if (channel === undefined) return;
    try {
      await leading.show(inTime(await places.shared(channel), startedAt), notices, own);
    } catch (error) {
      const failure = slackFailure(error);
      if (!(failure instanceof ApplicationFailure) || !failure.nonRetryable) throw failure;
      await tellNotLed(threads, thread, notices, failure.message);
    }
  }

  // Two notices of one incident at once would both find no headline.
  async function inTurn(keyId: string, work: () => Promise<void>): Promise<void> {
    const turn = (turns.get(keyId) ?? Promise.resolve()).then(work);
    const over = turn.catch(() => {});
    turns.set(keyId, over);
    try {
      await turn;
    } catch (error) {
      const failure = slackFailure(error);
      // Who was only asked to wait knows that nothing was said.
      if (!(failure instanceof ApplicationFailure) || failure.type !== retryable.rateLimited) {
        places.forget(keyId);
        leading.forget(keyId);
      }
      // Another one may have its name by then.
      if (failure instanceof ApplicationFailure && failure.type === final.targetNotFound)
        places.forgetNames();
      throw failure;
    } finally {
      if (turns.get(keyId) === over) turns.delete(keyId);
    }
  }
}

async function sayToOne(web: WebClient, notice: Notice): Promise<void> {
  if (!notice.slack) return;
  const { channel, user } = notice.slack;
  await web.chat.postEphemeral({ channel, user, ...answer(notice), parse: 'none', link_names: false });
}

import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { ApplicationFailure } from '@temporalio/common';
import { final } from '../../workflows/contract/failures.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Directory } from './directory.ts';
import { slackError } from './failures.ts';

const longestName = 80;
const longestTopic = 250;
/** Names that are tried where others are taken by somebody else. */
const mostNames = 9;
const mostKnown = 1_000;

/** A channel that is one incident's. */
export interface OwnChannel {
  id: string;
  /** Whom the app has invited, or tried to. */
  invited: Set<string>;
}

export interface OwnChannelParts {
  isPrivate: boolean;
  /** Whether a channel has the headline of the notice's incident. */
  isToldIn(channel: string, notice: Notice): Promise<boolean>;
}

/** The channels of incidents that have one of their own. Throws the errors of Slack's client. */
export interface OwnChannels {
  /** Made if it is not there yet: one for an incident, whoever is killed when. */
  of(notice: Notice): Promise<OwnChannel>;
  /** Those who cannot be invited are left out. */
  invite(own: OwnChannel, users: readonly string[]): Promise<void>;
}

export function ownChannels(
  web: WebClient,
  directory: Directory,
  { isPrivate, isToldIn }: OwnChannelParts,
): OwnChannels {
  const known = new Map<string, OwnChannel>();
  let bot: Promise<string> | undefined;

  /** The app's own member id. */
  function self(): Promise<string> {
    bot ??= web.auth.test().then(({ user_id }) => user_id ?? '');
    bot.catch(() => {
      bot = undefined;
    });
    return bot;
  }

  async function makeOrFind(notice: Notice): Promise<string> {
    for (let number = 1; number <= mostNames; number += 1) {
      const name = nameOf(notice, number);
      const made = await make(name);
      if (made) return await named(made, notice);
      const taken = await directory.named(name, true);
      if (taken?.topic.includes(notice.keyId)) return taken.id;
      if (taken?.creator !== (await self())) continue;
      // People change topics; or we were killed before we could say whose it is.
      if (await isToldIn(taken.id, notice)) return taken.id;
      if (taken.topic === '') return await named(taken.id, notice);
    }
    throw ApplicationFailure.nonRetryable(
      `Slack has ${mostNames} channels called ${nameOf(notice, 1)} already: rename one of them.`,
      final.targetNotFound,
    );
  }

  /** Undefined where the name is taken. */
  async function make(name: string): Promise<string | undefined> {
    try {
      const { channel } = await web.conversations.create({ name, is_private: isPrivate });
      return channel?.id;
    } catch (error) {
      if (slackError(error) === 'name_taken') return undefined;
      throw error;
    }
  }

  async function named(channel: string, notice: Notice): Promise<string> {
    await web.conversations.setTopic({ channel, topic: topicOf(notice) });
    return channel;
  }

  return {
    async of(notice) {
      const found = known.get(notice.keyId);
      if (found) return found;
      const own = { id: await makeOrFind(notice), invited: new Set<string>() };
      if (known.size >= mostKnown) known.clear();
      known.set(notice.keyId, own);
      return own;
    },
    async invite(own, users) {
      const others = users.filter((user) => !own.invited.has(user));
      if (others.length === 0) return;
      try {
        await web.conversations.invite({ channel: own.id, users: others.join(','), force: true });
      } catch (error) {
        // Of an account that is gone, or in the channel already, no retry makes another.
        if (!(error instanceof WebAPIPlatformError)) throw error;
      }
      for (const user of others) own.invited.add(user);
    },
  };
}

/** `inc-7k3fq2-databaseissues`, and with `-2` where that is somebody else's. */
export function nameOf({ incident, workflowId }: Notice, number: number): string {
  const [, , runbook = ''] = workflowId.split(':');
  const name = `${incident}-${runbook}`.toLowerCase().replace(/[^a-z0-9_-]/g, '');
  const suffix = number > 1 ? `-${number}` : '';
  return `${name.slice(0, longestName - suffix.length).replace(/-+$/, '')}${suffix}`;
}

/** Says whose the channel is; with the key id it is found again. */
function topicOf({ incident, system, workflowId, keyId }: Notice): string {
  const [, , runbook = ''] = workflowId.split(':');
  const end = ` · ${keyId}`;
  return `${`${incident} · ${runbook} · ${system}`.slice(0, longestTopic - end.length)}${end}`;
}

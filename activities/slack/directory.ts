import type { WebClient } from '@slack/web-api';
import { ApplicationFailure } from '@temporalio/common';
import { final } from '../../workflows/contract/failures.ts';

const pageSize = 1_000;
/** ms for which a list that has the name, or lacks it, is believed. */
const believedFor = { known: 600_000, unknown: 15_000 };

/** A channel of the workspace. */
export interface Conversation {
  id: string;
  name: string;
  is_archived: boolean;
  /** Whether the app is in it. */
  is_member: boolean;
  creator: string;
  topic: string;
}

/** The channels of a workspace that the app can see. Throws the errors of Slack's client. */
export interface Directory {
  /** By its name without `#`; `fresh`: as it is now. */
  named(name: string, fresh?: boolean): Promise<Conversation | undefined>;
  /** The id of a channel that a file names, `#incidents` or the id itself. Throws `TargetNotFound` that says what to do. */
  idOf(channel: string): Promise<string>;
}

export function directoryOf(web: WebClient): Directory {
  let list: { at: number; channels: Promise<Map<string, Conversation>> } | undefined;

  function readAnew(): Promise<Map<string, Conversation>> {
    const channels = read(web);
    list = { at: Date.now(), channels };
    channels.catch(() => {
      list = undefined;
    });
    return channels;
  }

  async function named(name: string, fresh = false): Promise<Conversation | undefined> {
    const known = fresh ? undefined : list;
    const age = known ? Date.now() - known.at : Number.POSITIVE_INFINITY;
    const found = (await known?.channels)?.get(name);
    if (age < (found ? believedFor.known : believedFor.unknown)) return found;
    return (await readAnew()).get(name);
  }

  return {
    named,
    async idOf(channel) {
      if (isChannelId(channel)) return channel;
      const name = channel.replace(/^#/, '').toLowerCase();
      let found = await named(name);
      if (found && (found.is_archived || !found.is_member)) found = await named(name, true);
      if (!found)
        throw wanting(
          `Slack has no channel #${name}, or the app cannot see it: create it, invite the app if it is private, or correct "incidents" under "channels" in the file of the system`,
        );
      if (found.is_archived)
        throw wanting(
          `The Slack channel #${name} is archived: unarchive it, or name another one as "incidents" under "channels" in the file of the system`,
        );
      if (!found.is_member)
        throw wanting(`The Slack app is not in the channel #${name}: type "/invite @Mayday" there`);
      return found.id;
    },
  };
}

/** Slack's ids have upper case, its names never do. */
export function isChannelId(text: string): boolean {
  return /^[CG][A-Z0-9]{5,20}$/.test(text);
}

function wanting(says: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`${says}.`, final.targetNotFound);
}

async function read(web: WebClient): Promise<Map<string, Conversation>> {
  const channels = new Map<string, Conversation>();
  for (let cursor: string | undefined; ; ) {
    const page = await web.conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: false,
      limit: pageSize,
      cursor,
    });
    for (const { id, name, is_archived, is_member, creator, topic } of page.channels ?? []) {
      if (!id || !name) continue;
      channels.set(name, {
        id,
        name,
        is_archived: is_archived === true,
        is_member: is_member === true,
        creator: creator ?? '',
        topic: topic?.value ?? '',
      });
    }
    cursor = page.response_metadata?.next_cursor || undefined;
    if (!cursor) return channels;
  }
}

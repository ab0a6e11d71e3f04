import type { KnownBlock, MessageMetadata, WebClient } from '@slack/web-api';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Written } from './blocks.ts';
import { slackError } from './failures.ts';

const eventType = 'mayday_notice';
const pageSize = 200;
/** s that Slack's clock may be behind ours. */
const clockSkew = 300;
const mostHeadlines = 1_000;

/** What a message of ours is about: its metadata, by which it is found again. */
export interface About {
  key_id: string;
  entry_id: string;
  kind: Notice['kind'];
  /** 0 = about no plan. */
  plan: number;
  hash: string;
  /** Of the plan when the message was written. */
  status: string;
  /** Who has approved the plan so far, in words; '' = nobody. Absent in messages of before. */
  progress?: string;
  /** RFC 3339 of the notice that the message shows. */
  as_of: string;
  phase: string;
  label: string;
  acknowledged_by: string;
}

/** A message of ours as Slack has it. */
export interface Told extends Written {
  ts: string;
  about: About;
}

/** An incident in Slack: its headline, and what was said below it. */
export interface Thread {
  headline: Told;
  replies: Told[];
}

/** The incidents of one channel. Every method throws the errors of Slack's client. */
export interface Threads {
  /** Undefined for an incident of which nothing was said. */
  read(notice: Notice): Promise<Thread | undefined>;
  open(about: About, written: Written): Promise<Thread>;
  reply(thread: Thread, about: About, written: Written, toAll: boolean): Promise<void>;
  change(told: Told, about: About, written: Written): Promise<void>;
}

// Texts are escaped and `verbatim`; whatever is left, Slack must not make links or mentions of it.
const asWritten = { parse: 'none', link_names: false } as const;
const asPosted = { ...asWritten, unfurl_links: false, unfurl_media: false } as const;

export function threadsOf(web: WebClient, channel: string): Threads {
  /** Key id → ts; only saves the search, Slack is asked all the same. */
  const headlines = new Map<string, string>();

  async function read(notice: Notice): Promise<Thread | undefined> {
    const known = headlines.get(notice.keyId);
    if (known) {
      const thread = await replies(known, notice.keyId);
      if (thread) return thread;
      headlines.delete(notice.keyId);
    }
    const ts = await search(notice);
    return ts === undefined ? undefined : replies(ts, notice.keyId);
  }

  /** Newest first, back to the incident's opening. */
  async function search({ keyId, openedAt, at }: Notice): Promise<string | undefined> {
    const oldest = `${Math.floor(Date.parse(openedAt ?? at) / 1_000) - clockSkew}.000000`;
    for (let cursor: string | undefined; ; ) {
      const page = await web.conversations.history({
        channel,
        oldest,
        cursor,
        limit: pageSize,
        include_all_metadata: true,
      });
      const found = (page.messages ?? []).flatMap((message) => told(message, keyId) ?? []);
      const headline = found.find(({ about }) => about.kind === 'headline');
      if (headline) return headline.ts;
      cursor = page.response_metadata?.next_cursor || undefined;
      if (!page.has_more || !cursor) return undefined;
    }
  }

  async function replies(ts: string, keyId: string): Promise<Thread | undefined> {
    const found: Told[] = [];
    try {
      for (let cursor: string | undefined; ; ) {
        const page = await web.conversations.replies({
          channel,
          ts,
          cursor,
          limit: pageSize,
          include_all_metadata: true,
        });
        found.push(...(page.messages ?? []).flatMap((message) => told(message, keyId) ?? []));
        cursor = page.response_metadata?.next_cursor || undefined;
        if (!page.has_more || !cursor) break;
      }
    } catch (error) {
      if (slackError(error) === 'thread_not_found') return undefined;
      throw error;
    }
    const headline = found.find((message) => message.ts === ts);
    if (!headline) return undefined;
    if (headlines.size >= mostHeadlines) headlines.clear();
    headlines.set(keyId, ts);
    return { headline, replies: found.filter((message) => message !== headline) };
  }

  async function post(
    about: About,
    written: Written,
    thread?: { thread_ts: string; reply_broadcast: boolean },
  ) {
    const metadata = metadataOf(about);
    const message = { channel, ...written, metadata, ...asPosted };
    const { ts } = await web.chat.postMessage(
      thread?.reply_broadcast
        ? { ...message, ...thread, reply_broadcast: true }
        : { ...message, ...(thread ? { thread_ts: thread.thread_ts } : {}) },
    );
    return { ...written, ts: ts ?? '', about };
  }

  return {
    read,
    async open(about, written) {
      const headline = await post(about, written);
      headlines.set(about.key_id, headline.ts);
      return { headline, replies: [] };
    },
    async reply(thread, about, written, toAll) {
      const place = { thread_ts: thread.headline.ts, reply_broadcast: toAll };
      thread.replies.push(await post(about, written, place));
    },
    async change(message, about, written) {
      const metadata = metadataOf(about);
      await web.chat.update({ channel, ts: message.ts, ...written, metadata, ...asWritten });
      Object.assign(message, written, { about });
    },
  };
}

function metadataOf(about: About): MessageMetadata {
  return { event_type: eventType, event_payload: { ...about } };
}

function told(message: object, keyId: string): Told | undefined {
  const { ts, text, blocks, metadata } = message as {
    ts?: string;
    text?: string;
    blocks?: KnownBlock[];
    metadata?: { event_type?: string; event_payload?: object };
  };
  const about = metadata?.event_payload as About | undefined;
  if (!ts || metadata?.event_type !== eventType || about?.key_id !== keyId) return undefined;
  return { ts, text: text ?? '', blocks: blocks ?? [], about };
}

import type { KnownBlock, MessageMetadata, WebClient } from '@slack/web-api';
import type { Notice } from '../../workflows/contract/notices.ts';
import { type About, metadataOf, readAbout } from './about.ts';
import type { Written } from './block-parts.ts';
import { slackError } from './failures.ts';
import { headlineIndex } from './headline-index.ts';

const pageSize = 200;
const mostThreads = 1_000;

/** A message of ours as Slack has it. */
export interface Told extends Written {
  ts: string;
  about: About;
}

/** An incident in Slack: its headline, what was said below it, and the names of the files there. */
export interface Thread {
  headline: Told;
  replies: Told[];
  files: string[];
}

/** A file as it is put below a headline. */
export interface SlackUpload {
  /** By which it is found again. */
  name: string;
  title: string;
  content: string;
}

/** The incidents of one channel. Every method throws the errors of Slack's client. */
export interface Threads {
  channel: string;
  /** As Slack has it now; undefined for an incident of which nothing was said. */
  read(notice: Notice): Promise<Thread | undefined>;
  open(about: About, written: Written): Promise<Thread>;
  reply(thread: Thread, about: About, written: Written, toAll: boolean): Promise<void>;
  change(told: Told, about: About, written: Written): Promise<void>;
  /** Once for its name. */
  attach(thread: Thread, file: SlackUpload): Promise<void>;
  /** What was known of it is not to be relied on. */
  forget(keyId: string): void;
}

// Texts are escaped and `verbatim`; whatever is left, Slack must not make links or mentions of it.
const asWritten = { parse: 'none', link_names: false } as const;
const asPosted = { ...asWritten, unfurl_links: false, unfurl_media: false } as const;

/** `alone`: the channel is one incident's, whose messages stand in it one after the other, in no thread. */
export function threadsOf(web: WebClient, channel: string, { alone = false } = {}): Threads {
  const headlines = headlineIndex(web, channel);
  /** As it was read last, and what this process has said since; only what is newer is read again. */
  const memory = new Map<string, { thread: Thread; upTo: string }>();

  async function read(notice: Notice): Promise<Thread | undefined> {
    const { keyId } = notice;
    const known = memory.get(keyId);
    if (known && (await catchUp(known, keyId))) return known.thread;
    forget(keyId);
    const ts = await headlines.find(notice);
    return ts === undefined ? undefined : await readWhole(ts, keyId);
  }

  /** False where another process has spoken, or the headline is gone. */
  async function catchUp(known: { thread: Thread; upTo: string }, keyId: string): Promise<boolean> {
    const { headline, replies, files } = known.thread;
    const newer = await messages(headline.ts, keyId, known.upTo);
    if (!newer) return false;
    const ours = new Set([headline, ...replies].map(({ ts }) => ts));
    if (newer.told.some(({ ts }) => !ours.has(ts))) return false;
    const shown = newer.told.find(({ ts }) => ts === headline.ts);
    if (shown) Object.assign(headline, shown);
    files.push(...newer.files);
    known.upTo = newer.upTo;
    return true;
  }

  async function readWhole(ts: string, keyId: string): Promise<Thread | undefined> {
    const found = await messages(ts, keyId);
    const headline = found?.told.find((message) => message.ts === ts);
    if (!found || !headline) {
      headlines.forget(keyId);
      return undefined;
    }
    const replies = found.told.filter((message) => message !== headline);
    return remember({ headline, replies, files: found.files }, found.upTo);
  }

  /** Of an incident, after `oldest`; undefined where its thread is gone. */
  async function messages(ts: string, keyId: string, oldest?: string) {
    const found = { told: [] as Told[], files: [] as string[], upTo: oldest ?? ts };
    try {
      for (let cursor: string | undefined; ; ) {
        const page = await pageOf(ts, oldest, cursor);
        for (const message of page.messages ?? []) {
          const ours = told(message, keyId);
          if (ours) found.told.push(ours);
          found.files.push(...filesOf(message));
          if (Number(message.ts) > Number(found.upTo)) found.upTo = message.ts ?? found.upTo;
        }
        cursor = page.response_metadata?.next_cursor || undefined;
        if (!page.has_more || !cursor) break;
      }
    } catch (error) {
      if (slackError(error) === 'thread_not_found') return undefined;
      throw error;
    }
    found.told.sort((a, b) => Number(a.ts) - Number(b.ts));
    return found;
  }

  function pageOf(ts: string, oldest: string | undefined, cursor: string | undefined) {
    const page = { channel, cursor, limit: pageSize, include_all_metadata: true };
    if (alone)
      return web.conversations.history({ ...page, oldest: oldest ?? ts, inclusive: oldest === undefined });
    return web.conversations.replies({ ...page, ts, ...(oldest ? { oldest } : {}) });
  }

  async function post(
    about: About,
    written: Written,
    thread?: { thread_ts: string; reply_broadcast: boolean },
  ): Promise<Told> {
    const message = { channel, ...written, metadata: metadataOf(about), ...asPosted };
    const { ts } = await web.chat.postMessage(
      thread?.reply_broadcast
        ? { ...message, ...thread, reply_broadcast: true }
        : { ...message, ...(thread ? { thread_ts: thread.thread_ts } : {}) },
    );
    return { ...written, ts: ts ?? '', about };
  }

  function remember(thread: Thread, upTo: string): Thread {
    if (memory.size >= mostThreads) memory.clear();
    memory.set(thread.headline.about.key_id, { thread, upTo });
    return thread;
  }

  function forget(keyId: string): void {
    memory.delete(keyId);
  }

  return {
    channel,
    read,
    forget,
    async open(about, written) {
      const headline = await post(about, written);
      return remember({ headline, replies: [], files: [] }, headline.ts);
    },
    async reply(thread, about, written, toAll) {
      const place = alone ? undefined : { thread_ts: thread.headline.ts, reply_broadcast: toAll };
      thread.replies.push(await post(about, written, place));
    },
    async attach({ headline, files }, { name, title, content }) {
      if (files.includes(name)) return;
      const place = alone ? {} : { thread_ts: headline.ts };
      await web.filesUploadV2({ channel_id: channel, ...place, filename: name, title, content });
      files.push(name);
    },
    async change(message, about, written) {
      const metadata = metadataOf(about);
      await web.chat.update({ channel, ts: message.ts, ...written, metadata, ...asWritten });
      Object.assign(message, written, { about });
    },
  };
}

interface Message {
  ts?: string;
  text?: string;
  blocks?: KnownBlock[];
  metadata?: MessageMetadata;
  files?: { name?: string }[];
}

function told(message: object, keyId: string): Told | undefined {
  const { ts, text, blocks, metadata } = message as Message;
  const about = readAbout(metadata);
  if (!ts || about?.key_id !== keyId) return undefined;
  return { ts, text: text ?? '', blocks: blocks ?? [], about };
}

function filesOf(message: object): string[] {
  return ((message as Message).files ?? []).flatMap(({ name }) => name ?? []);
}

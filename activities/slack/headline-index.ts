import type { WebClient } from '@slack/web-api';
import type { Notice } from '../../workflows/contract/notices.ts';
import { readAbout } from './about.ts';

const pageSize = 200;
/** s that Slack's clock may be behind ours, and that a message may take to be found. */
const clockSkew = 300;
const overlap = 60;
const mostKnown = 10_000;

/** Finds the headlines of a channel. Throws the errors of Slack's client. */
export interface HeadlineIndex {
  /** As the channel is now; undefined for an incident of which nothing was said. */
  find(notice: Notice): Promise<string | undefined>;
  /** A headline that is there no more. */
  forget(keyId: string): void;
}

/** One look through the channel serves everybody who asks meanwhile, and no part of it is read twice. */
export function headlineIndex(web: WebClient, channel: string): HeadlineIndex {
  const known = new Map<string, string>();
  /** s of Slack's time; between the two all headlines are known. */
  let from = Number.POSITIVE_INFINITY;
  let until = 0;
  /** A look that has not begun: it sees all that is in the channel now. */
  let next: { since: number; done: Promise<void> } | undefined;
  let running: Promise<void> = Promise.resolve();

  return {
    async find({ keyId, openedAt, at }) {
      await look(Math.floor(Date.parse(openedAt ?? at) / 1_000) - clockSkew);
      return known.get(keyId);
    },
    forget(keyId) {
      known.delete(keyId);
    },
  };

  function look(since: number): Promise<void> {
    if (next) {
      next.since = Math.min(next.since, since);
      return next.done;
    }
    const planned = { since, done: Promise.resolve() };
    planned.done = running.then(() => {
      next = undefined;
      return read(planned.since);
    });
    next = planned;
    running = planned.done.catch(() => {});
    return planned.done;
  }

  async function read(since: number): Promise<void> {
    if (known.size > mostKnown) {
      known.clear();
      from = Number.POSITIVE_INFINITY;
    }
    const oldest = since >= from ? Math.max(since, until - overlap) : since;
    let newest = Math.max(until, since);
    for (let cursor: string | undefined; ; ) {
      const page = await web.conversations.history({
        channel,
        oldest: `${oldest}.000000`,
        cursor,
        limit: pageSize,
        include_all_metadata: true,
      });
      for (const { ts, metadata } of page.messages ?? []) {
        const about = readAbout(metadata as Parameters<typeof readAbout>[0]);
        if (!ts) continue;
        newest = Math.max(newest, Math.floor(Number(ts)));
        if (about?.kind === 'headline' && !(Number(known.get(about.key_id)) > Number(ts)))
          known.set(about.key_id, ts);
      }
      cursor = page.response_metadata?.next_cursor || undefined;
      if (!page.has_more || !cursor) break;
    }
    from = Math.min(from, since);
    until = newest;
  }
}

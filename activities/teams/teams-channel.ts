import { setTimeout as delay } from 'node:timers/promises';
import { oneMessage } from '../../workflows/contract/channels.ts';
import type { TeamsChannel } from '../../workflows/contract/followers.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Channel, Resolve } from '../dependencies.ts';
import { type WebPlace, webPlace } from '../http/place.ts';
import { failureOf } from '../webhook/failures.ts';
import { type Answered, NoAnswer, post } from '../webhook/post.ts';
import { message } from './card.ts';

/** ms that a wait which Teams asks for may take within one call. */
const shortWait = 5_000;
/** ms, where Teams says no time. */
const usualWait = 30_000;
/** Notices of which this process remembers that it sent them. */
const mostRemembered = 2_000;

/**
 * The channel `teams`: cards posted to the address of a workflow, each at most once, since nothing there can be looked up.
 * Throws `OutcomeUnknown` where the answer was lost, `TargetUnreachable` or `RateLimited` where nothing was posted.
 */
export function teamsChannel({ url }: TeamsChannel, resolve: Resolve): Channel {
  const sent = new Set<string>();
  let freeAt = 0;

  return {
    async say(...notices) {
      for (let waiting = [...notices]; waiting.length > 0; ) {
        const together = waiting.splice(0, oneMessage(waiting));
        const unsent = together.filter((notice) => !sent.has(nameOf(notice)));
        if (unsent.length > 0) await sendOnce(unsent);
      }
    },
  };

  async function sendOnce(notices: Notice[]): Promise<void> {
    const place = webPlace({ id: 'Teams', url }, resolve);
    remember(notices);
    try {
      await postPatiently(place, message(notices));
    } catch (error) {
      if (!(error instanceof NotPosted)) throw error;
      for (const notice of notices) sent.delete(nameOf(notice));
      throw error.cause;
    }
  }

  async function postPatiently(place: WebPlace, body: string): Promise<void> {
    for (;;) {
      const wait = freeAt - Date.now();
      if (wait > shortWait) throw new NotPosted(tooMany(place, wait));
      if (wait > 0) await delay(wait);
      const answered = await ask(place, body);
      if (answered.status >= 200 && answered.status < 300) return;
      if (answered.status !== 429) throw refusal(place, answered);
      freeAt = Date.now() + (answered.retryAfter ?? usualWait);
    }
  }

  function remember(notices: readonly Notice[]): void {
    for (const notice of notices) sent.add(nameOf(notice));
    for (const oldest of sent) {
      if (sent.size <= mostRemembered) break;
      sent.delete(oldest);
    }
  }
}

/** Nothing came of it, so that it may be sent again. */
class NotPosted extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

function nameOf({ keyId, entryId }: Notice): string {
  return `${keyId} ${entryId}`;
}

async function ask(place: WebPlace, body: string): Promise<Answered> {
  const { url, shown } = place;
  if (!url) {
    const says = 'The address of Teams is not one: write https://host/path, as the workflow shows it.';
    throw new NotPosted(failureOf({ trouble: 'settings', says }));
  }
  try {
    return await post(url, body);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const says = `${shown} gave no answer (${error.message}).`;
    if (error.sent) throw failureOf({ trouble: 'answer lost', says });
    throw new NotPosted(failureOf({ trouble: error.refused ? 'settings' : 'unreachable', says }));
  }
}

function refusal({ shown, mask }: WebPlace, { status, text }: Answered): Error {
  const said = mask(text).replace(/\s+/g, ' ').trim().slice(0, 200);
  const says = `${shown} answers ${status}${said ? `: ${said}` : ''}`;
  switch (status) {
    case 401:
    case 403:
    case 404:
    case 410:
      return new NotPosted(
        failureOf({
          trouble: status < 404 ? 'credentials' : 'not found',
          says: `${says}. Look whether its workflow is on, and give the worker the address that it shows now.`,
        }),
      );
    case 503:
      return new NotPosted(failureOf({ trouble: 'unreachable', says: `${says}.` }));
  }
  if (status >= 300 && status < 400) {
    const why = `${says}. No redirect is followed: write the address that it leads to.`;
    return new NotPosted(failureOf({ trouble: 'refused', says: why }));
  }
  // Whoever fails on the way may have posted it.
  if (status >= 500) return failureOf({ trouble: 'answer lost', says: `${says}.` });
  return new NotPosted(failureOf({ trouble: 'refused', says: `${says}.` }));
}

function tooMany({ shown }: WebPlace, wait: number): Error {
  const says = `${shown} asks to wait for ${Math.ceil(wait / 1_000)} s.`;
  return failureOf({ trouble: 'too many requests', says, retryAfter: wait });
}

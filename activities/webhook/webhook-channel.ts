import type { WebhookChannel } from '../../workflows/contract/followers.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Channel, Resolve } from '../dependencies.ts';
import { type WebPlace, webPlace } from '../http/place.ts';
import { eventOf } from './event.ts';
import { failureOf } from './failures.ts';
import { type Answered, NoAnswer, post } from './post.ts';
import { signature } from './sign.ts';

/**
 * The channel `webhook`: each notice as signed JSON, one after the other. What was not answered is sent again under the
 * same `Mayday-Event-Id`, by which the receiver tells. Throws `TargetUnreachable` or `RateLimited` where it is worth
 * another try, else `NotAuthorised`, `TargetNotFound` or `InvalidInput`.
 */
export function webhookChannel({ id, url, secret }: WebhookChannel, resolve: Resolve): Channel {
  return {
    async say(...notices) {
      const place = webPlace({ id: `webhook ${id}`, url }, resolve, [secret]);
      for (const notice of notices) await deliver(place, resolve(secret), notice);
    },
  };
}

async function deliver(place: WebPlace, secret: string, notice: Notice): Promise<void> {
  const body = eventOf(notice);
  const answered = await ask(place, body, {
    'mayday-event-id': notice.entryId,
    'mayday-signature': signature(secret, body, Date.now()),
  });
  if (answered.status < 200 || answered.status >= 300) throw refusal(place, answered);
}

async function ask({ url, shown }: WebPlace, body: string, headers: Record<string, string>) {
  if (!url)
    throw failureOf({
      trouble: 'settings',
      says: `The address of ${shown} is not one: write https://host/path.`,
    });
  try {
    return await post(url, body, headers);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const says = `${shown} gave no answer (${error.message}).`;
    throw failureOf({ trouble: error.refused ? 'settings' : 'unreachable', says });
  }
}

function refusal({ shown, mask }: WebPlace, { status, text, retryAfter }: Answered): Error {
  const said = mask(text).replace(/\s+/g, ' ').trim().slice(0, 200);
  const says = `${shown} answers ${status}${said ? `: ${said}` : ''}`;
  if (status === 429) {
    return failureOf({
      trouble: 'too many requests',
      says: `${says}.`,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }
  if (status >= 500 || status === 408 || status === 425)
    return failureOf({ trouble: 'unreachable', says: `${says}.` });
  if (status >= 300 && status < 400) {
    return failureOf({
      trouble: 'refused',
      says: `${says}. No redirect is followed: write the address that it leads to.`,
    });
  }
  if (status === 401 || status === 403) {
    return failureOf({
      trouble: 'credentials',
      says: `${says}. Look whether both sides have the same secret.`,
    });
  }
  if (status === 404 || status === 410) {
    return failureOf({
      trouble: 'not found',
      says: `${says}. Take it out of the file, or mend its address.`,
    });
  }
  return failureOf({ trouble: 'refused', says: `${says}.` });
}

import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { reach } from '../../outbound/reach.ts';
import { notFollowed } from '../../outbound/redirects.ts';
import { refusalIn } from '../../outbound/refusal.ts';
import { final } from '../../workflows/contract/failures.ts';
import type { PostToX, XTarget } from '../../workflows/contract/tellings.ts';
import type { Resolve } from '../dependencies.ts';
import { webPlace } from '../http/place.ts';
import type { Action } from '../mitigations/action.ts';
import { NothingSent, tellOnce, type Word } from '../mitigations/tell-once.ts';
import { oauth1 } from './sign.ts';
import { weightOf } from './weight.ts';

const longest = 280;
/** ms */
const patience = 8_000;

const posted = z.object({ data: z.object({ id: z.string() }) });

/** Posts to X: POST /2/tweets. What it answers is not searched, so a text is posted at most once. */
export function postToX(resolve: Resolve): Action<PostToX> {
  return tellOnce((mitigation, message) => wordOf(resolve, mitigation, message));
}

function wordOf(resolve: Resolve, { target }: PostToX, message: string): Word {
  const weight = weightOf(message);
  if (weight === 0 || weight > longest) {
    throw ApplicationFailure.nonRetryable(
      `A post on X counts ${weight} characters here: write 1 to ${longest} (a link counts 23, an emoji 2).`,
      final.changeRefused,
    );
  }
  return {
    shown: `everybody on X (${target.id})`,
    preview: [`POST /2/tweets (${weight} of ${longest} characters)`, ...message.split('\n')],
    send: () => send(resolve, target, message),
  };
}

async function send(resolve: Resolve, target: XTarget, text: string): Promise<string> {
  const { url: base, mask } = webPlace(target, resolve, secretsOf(target));
  if (!base) throw new NothingSent(`The URL of ${target.id} is not one: write https://api.x.com.`);
  const url = new URL('/2/tweets', base);
  const authorization = authorizationOf(resolve, target, url);
  let response: Response;
  try {
    response = await reach(url, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'user-agent': 'mayday' },
      body: JSON.stringify({ text }),
      signal: AbortSignal.timeout(patience),
    });
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal) throw new NothingSent(`X is not asked: ${refusal}.`);
    const { code } = ((error as Error).cause ?? {}) as { code?: unknown };
    if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(String(code)))
      throw new NothingSent(`X cannot be reached (${code}).`);
    throw new Error(`X gave no answer (${code ?? 'too slow'}).`);
  }
  const elsewhere = notFollowed(response.status, response.headers.get('location'), url);
  if (elsewhere) throw new NothingSent(`X ${elsewhere}.`);
  const body = await response.text().catch(() => '');
  if (response.status >= 500) throw new Error(`X answers ${response.status}.`);
  if (!response.ok) throw new NothingSent(refusalOf(response, mask(body).replace(/\s+/g, ' ').slice(0, 200)));
  const { data } = posted.safeParse(JSON.parse(body || 'null'));
  return `posted on X${data ? ` as ${data.data.id}` : ''}`;
}

function refusalOf({ status, headers }: Response, said: string): string {
  if (status === 429) {
    const at = new Date(Number(headers.get('x-rate-limit-reset')) * 1_000);
    const when = at.getTime() > 0 ? `from ${at.toISOString().slice(0, 16)}Z on` : 'later';
    return `X takes no more posts now: propose it again ${when}.`;
  }
  if (status === 403 && /duplicate/i.test(said)) {
    return 'X has had this very text already: look whether that is it, or write another one.';
  }
  if (status === 401 || status === 403)
    return `X answers ${status}: ${said}. Give the worker keys that may write posts.`;
  return `X answers ${status}: ${said}.`;
}

function secretsOf({ bearer, apiKey, secret, accessToken, accessSecret }: XTarget): string[] {
  return [bearer, apiKey, secret, accessToken, accessSecret].filter((each) => each !== undefined);
}

/** The catalogue's schema sees to it that there are keys or a token. */
function authorizationOf(resolve: Resolve, target: XTarget, url: URL): string {
  const { bearer, apiKey = '', secret = '', accessToken = '', accessSecret = '' } = target;
  if (bearer !== undefined) return `Bearer ${resolve(bearer)}`;
  const keys = {
    apiKey: resolve(apiKey),
    secret: resolve(secret),
    accessToken: resolve(accessToken),
    accessSecret: resolve(accessSecret),
  };
  return oauth1(keys, { method: 'POST', url });
}

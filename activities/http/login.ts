import { Context } from '@temporalio/activity';
import { notFollowed } from '../../outbound/redirects.ts';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { exchange } from './exchange.ts';
import { webPlace } from './place.ts';

const patience = 5_000;
/** Characters of the answer that are searched for the token. */
const readOfAnswer = 64 * 1024;

/**
 * Whether a probe user can sign in. Of the answer only its status is told, and whether it has the token; neither body nor
 * cookies are kept.
 * @throws ApplicationFailure `InvalidInput` if the URL, user or password names a setting that is not set
 */
export function httpLogin({ resolve }: Pick<PoolDependencies, 'resolve'>): PoolActivities['httpLogin'] {
  return async ({ target }) => {
    const context = Context.current();
    const { user, password, fields, token } = target.login;
    const place = webPlace(target, resolve, [user, password]);
    const finding = (verdict: Finding['verdict'], says: string): Finding => ({
      check: 'sign-in',
      verdict,
      says,
    });
    if (place.url === null) {
      return finding('unknown', `The URL of ${target.id} is not one: write http://host:port/path.`);
    }
    const { status, location, body, times, says, refused } = await exchange(place.url, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ [fields[0]]: resolve(user), [fields[1]]: resolve(password) }),
      keep: token === undefined ? 0 : readOfAnswer,
      patience,
      cancelled: context.cancellationSignal,
    });
    if (context.cancellationSignal.aborted) await context.cancelled;
    if (status === null) return finding(refused ? 'unknown' : 'sick', `${place.shown} ${says}.`);
    const elsewhere = notFollowed(status, location, place.url);
    if (elsewhere)
      return finding(
        'unknown',
        `${place.shown} ${elsewhere}; it must be what answers itself, for the password goes nowhere else.`,
      );
    const [verdict, what] = judged(status, token === undefined || hasToken(body, token), token);
    return finding(verdict, `${place.shown} ${what} (${status} after ${times.total} ms).`);
  };
}

function judged(
  status: number,
  tokenThere: boolean,
  token: string | undefined,
): [verdict: Finding['verdict'], says: string] {
  if (status >= 200 && status < 300) {
    return tokenThere
      ? ['well', 'lets the probe user sign in']
      : ['sick', `lets the probe user in, but its answer has no ${token}`];
  }
  if (status >= 300 && status < 400) {
    return ['unknown', 'redirects, which says neither yes nor no: the file must name what answers itself'];
  }
  switch (status) {
    case 401:
    case 403:
      return ['sick', 'refuses the probe user: nobody may be able to sign in, or its password is not right'];
    case 400:
    case 415:
    case 422:
      return ['unknown', 'does not understand what it is sent: look at "login" in the file'];
    case 429:
      return ['unknown', 'wants fewer sign-ins'];
    default:
      return ['sick', 'lets nobody sign in'];
  }
}

/** Whether JSON has something at a path of keys. */
function hasToken(body: string, path: string): boolean {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return false;
  }
  for (const key of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return false;
    value = (value as Record<string, unknown>)[key];
  }
  return value !== null && value !== '' && value !== false;
}

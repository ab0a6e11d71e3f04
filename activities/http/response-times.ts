import { Context } from '@temporalio/activity';
import { mayFollow, notFollowed, redirectOf } from '../../outbound/redirects.ts';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import { patienceOf } from '../../workflows/contract/verification.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { type Exchange, exchange, type Order } from './exchange.ts';
import { webPlace } from './place.ts';

const mostRedirects = 3;

/**
 * How fast a service answers, asked so many times in a row. A request without an answer ends the asking; an answer that
 * is not 2xx does not, so that one in three can be told from all.
 * @throws ApplicationFailure `InvalidInput` if the URL names a setting that is not set
 */
export function httpResponseTimes(
  deps: Pick<PoolDependencies, 'resolve'>,
): PoolActivities['httpResponseTimes'] {
  return async (question) => {
    const { target, requests, p95Below } = question;
    const context = Context.current();
    const place = webPlace(target, deps.resolve);
    const answers: Exchange[] = [];
    const finding = (verdict: Finding['verdict'], says: string): Finding => ({
      check: 'response times',
      verdict,
      says,
      evidence: answers.slice(-20).map(rowOf),
    });
    if (place.url === null) {
      return finding('unknown', `The URL of ${target.id} is not one: write http://host:port/path.`);
    }
    const order = { patience: patienceOf(question), cancelled: context.cancellationSignal };
    for (let number = 1; number <= requests; number += 1) {
      context.heartbeat({ request: number });
      const answer = await followed(place.url, order);
      if (context.cancellationSignal.aborted) await context.cancelled;
      answers.push(answer);
      if (answer.status === null)
        return finding(
          answer.refused ? 'unknown' : 'sick',
          `${place.shown} ${answer.says} (request ${number} of ${requests}).`,
        );
    }
    const times = answers.map((answer) => answer.times.total).sort((a, b) => a - b);
    const p95 = percentile(times, 95);
    const failed = answers.filter(({ status }) => !isSuccess(status));
    const slow = p95Below !== undefined && p95 >= p95Below;
    return finding(
      failed.length > 0 || slow ? 'sick' : 'well',
      [
        failed.length > 0
          ? `${place.shown} answered ${failed.length} of ${requests} requests without success (${counts(failed)})${elsewhere(failed)}.`
          : `${place.shown} answered ${requests} of ${requests} requests with success.`,
        `They took ${times[0]} ms at least, ${percentile(times, 50)} ms in the middle, ${p95} ms at the 95th percentile${limit(p95Below, slow)}, ${times.at(-1)} ms at most.`,
      ].join(' '),
    );
  };
}

function limit(below: number | undefined, slow: boolean): string {
  if (below === undefined) return '';
  return slow ? `, which must be below ${below}` : ` (below ${below})`;
}

/** The answer at the end of redirects within the host, in the time that all of them took. */
async function followed(from: URL, order: Order): Promise<Exchange> {
  let at = from;
  let answer = await exchange(at, order);
  for (let hops = 1; hops <= mostRedirects; hops += 1) {
    const next = redirectOf(answer.status ?? 0, answer.location, at);
    if (next === undefined || next === 'no URL' || !mayFollow(at, next)) break;
    const { total } = answer.times;
    const patience = Math.max(1, order.patience - total);
    answer = await exchange(next, { ...order, patience });
    answer.times.total += total;
    at = next;
  }
  const says = notFollowed(answer.status ?? 0, answer.location, at);
  return says ? { ...answer, says } : answer;
}

/** Of sorted times, by the nearest rank: of ten, the 95th percentile is the slowest. */
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
}

function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** The first redirect that was not followed: it says what to write instead. */
function elsewhere(failed: readonly Exchange[]): string {
  const redirected = failed.find(({ location }) => location !== null);
  return redirected ? `: it ${redirected.says}` : '';
}

/** `500: 3, 302: 1` */
function counts(answers: readonly Exchange[]): string {
  const byStatus = Map.groupBy(answers, ({ status }) => status);
  return [...byStatus].map(([status, same]) => `${status}: ${same.length}`).join(', ');
}

/** In ms from the beginning of the request. */
function rowOf({ status, times }: Exchange, i: number): Record<string, number | null> {
  return { request: i + 1, status, ...times };
}

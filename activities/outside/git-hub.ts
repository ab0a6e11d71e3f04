import { reachWithin } from '../../outbound/reach.ts';
import type { Repository } from '../../workflows/contract/commits.ts';
import type { Resolve } from '../dependencies.ts';
import type { WebPlace } from '../http/place.ts';
import { type Commit, type Commits, noRepository } from './commits.ts';
import { failureOf, limited, notReached, redirected } from './failures.ts';
import { apiHeaders, apiOf, nextPage } from './git-hub-api.ts';

const patience = 4_000;
const mostRedirects = 3;
const perPage = 100;
/** More would not be answered within the time of a check. */
const mostPages = 3;

/**
 * The commits of a repository by GitHub's REST API, version 2022-11-28: those within the time, or else the newest.
 * @throws ApplicationFailure of the type that `failures.ts` gives to what went wrong
 */
export async function commitsOfGitHub(
  place: WebPlace,
  resolve: Resolve,
  { bearer, branch, since, atLeast }: Repository,
  now: number,
): Promise<Commits> {
  const named = /^\/(?<owner>[\w.-]+)\/(?<name>[\w.-]+?)(?:\.git)?\/?$/.exec(
    place.url?.pathname ?? '',
  )?.groups;
  if (!place.url || !named) return noRepository();
  const token = bearer === undefined ? undefined : resolve(bearer).trim();
  const first = apiOf(place.url);
  first.pathname += `/repos/${named.owner}/${named.name}/commits`;
  if (branch) first.searchParams.set('sha', branch);
  const within = new URL(first);
  within.searchParams.set('since', new Date(now - since).toISOString());
  within.searchParams.set('per_page', `${perPage}`);
  const commits: Commit[] = [];
  let next: URL | undefined = within;
  for (let page = 1; next && page <= mostPages; page += 1) {
    const answer: Answer = await ask(next, place, token);
    commits.push(...answer.commits);
    next = answer.next;
  }
  if (commits.length >= atLeast) return { commits, all: next === undefined, notes: [] };
  first.searchParams.set('per_page', `${atLeast}`);
  const newest = await ask(first, place, token);
  return { commits: newest.commits, all: true, notes: [] };
}

interface Answer {
  commits: Commit[];
  /** Where there are more. */
  next: URL | undefined;
}

async function ask(url: URL, place: WebPlace, token: string | undefined): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(patience);
    // A repository that was renamed is at another path of the same host.
    const answer = await reachWithin(url, { headers: apiHeaders(token), signal }, mostRedirects);
    if (answer === 'too many') {
      const says = `${place.shown} redirects more than ${mostRedirects} times: write the name of the repository of today.`;
      throw failureOf({ trouble: 'settings', says });
    }
    const { response } = answer;
    const text = await response.text();
    // A repository without a commit is a conflict there.
    if (response.status === 409) return { commits: [], next: undefined };
    if (!response.ok)
      throw redirected(response, place) ?? refused(response, text, place, token !== undefined);
    return { commits: commitsIn(text, place), next: nextPage(response, url) };
  } catch (error) {
    throw notReached(error, place, patience);
  }
}

function refused(response: Response, text: string, place: WebPlace, signedIn: boolean) {
  const { status, headers } = response;
  const { shown, mask } = place;
  const why = mask(messageIn(text)).slice(0, 200);
  const exhausted = headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after');
  if (status === 429 || (status === 403 && exhausted)) return limited(response, place);
  if (status === 401) {
    return failureOf({
      trouble: 'credentials',
      says: `${shown} does not know our token (401): see its bearer.`,
    });
  }
  if (status === 403) {
    const says = `${shown} does not let our token read commits (403${why && `: ${why}`}): give it "Contents: read".`;
    return failureOf({ trouble: 'rights', says });
  }
  if (status === 404) {
    const hidden = signedIn ? 'or our token may not see it' : 'or it is private and wants a bearer';
    return failureOf({
      trouble: 'not found',
      says: `${shown} has no such repository or branch, ${hidden} (404).`,
    });
  }
  if (status >= 500) {
    return failureOf({ trouble: 'unreachable', says: `${shown} cannot answer now (${status}).` });
  }
  return failureOf({
    trouble: 'refused',
    says: `${shown} refuses the question (${status}${why && `: ${why}`}).`,
  });
}

function messageIn(text: string): string {
  try {
    return `${JSON.parse(text).message ?? ''}`;
  } catch {
    return '';
  }
}

interface Listed {
  sha: string;
  commit: {
    message: string;
    author?: { name?: string } | null;
    committer?: { name?: string; date?: string } | null;
  };
}

function commitsIn(text: string, { shown }: WebPlace): Commit[] {
  try {
    return (JSON.parse(text) as Listed[]).map(({ sha, commit }) => ({
      hash: sha,
      at: Date.parse(commit.committer?.date ?? ''),
      by: commit.author?.name ?? commit.committer?.name ?? 'somebody',
      subject: commit.message.split('\n')[0] ?? '',
    }));
  } catch {
    throw failureOf({ trouble: 'settings', says: `What answers at ${shown} is no GitHub.` });
  }
}

import type { GitHubTickets } from '../../workflows/contract/followers.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { Channel, Resolve } from '../dependencies.ts';
import { apiOf } from '../outside/git-hub-api.ts';
import { ask, type Issues } from './ask-git-hub.ts';
import { failureOf } from './failures.ts';
import { entryMark, happened, incidentMark, isEnd, opening, title } from './words.ts';

/** ms for all questions about what is said at once: less than an attempt has, so that none goes on beside the next. */
const patience = 15_000;
/** ms by which our clock and GitHub's may differ. */
const clockSkew = 600_000;
/** Characters of a comment; GitHub takes 65,536. */
const longestComment = 60_000;
const perPage = 100;
/** Incidents of which this process remembers the issue. */
const mostRemembered = 1_000;

interface Issue {
  number: number;
  html_url: string;
  body: string | null;
  created_at: string;
  pull_request?: unknown;
}

/**
 * The channel `tickets` in GitHub: an issue an incident, found again by the mark in its body before a second is made; a
 * comment for what is said at once, found again likewise; closed at the end. Throws like `ask`.
 */
export function gitHubTickets({ repository, bearer, label }: GitHubTickets, resolve: Resolve): Channel {
  /** Key id → the issue; only saves the search. */
  const known = new Map<string, Issue>();

  return {
    async say(...notices) {
      const [first] = notices;
      if (!first) return;
      const place = placeOf(repository, resolve(bearer).trim());
      const issue = await issueOf(place, first);
      remember(first.keyId, issue);
      await tell(place, issue, notices);
      const end = notices.findLast(isEnd);
      if (end) await close(place, issue, end);
    },
    where: ({ keyId }) => known.get(keyId)?.html_url,
  };

  async function issueOf(place: Place, notice: Notice): Promise<Issue> {
    const found = known.get(notice.keyId) ?? (await find(place, notice));
    if (found) return found;
    const made = await ask(place, 'POST', place.url(), {
      title: title(notice),
      body: opening(notice),
      labels: [label],
    });
    return made.json as Issue;
  }

  function remember(keyId: string, issue: Issue): void {
    known.set(keyId, issue);
    if (known.size <= mostRemembered) return;
    for (const oldest of known.keys()) return void known.delete(oldest);
  }
}

interface Place extends Issues {
  /** Below the repository's issues. */
  url(...parts: (string | number)[]): URL;
}

function placeOf(repository: string, token: string): Place {
  const page = URL.parse(repository.includes('://') ? repository : `https://github.com/${repository}`);
  const named = /^\/(?<owner>[\w.-]+)\/(?<name>[\w.-]+?)(?:\.git)?\/?$/.exec(page?.pathname ?? '')?.groups;
  if (!page || !named) {
    throw failureOf({
      trouble: 'settings',
      says: 'The repository of the tickets is none: write owner/name.',
    });
  }
  const api = apiOf(page).href.replace(/\/$/, '');
  return {
    shown: `${page.host}/${named.owner}/${named.name}`,
    token,
    signal: AbortSignal.timeout(patience),
    url: (...parts) => new URL([`${api}/repos/${named.owner}/${named.name}/issues`, ...parts].join('/')),
  };
}

/** The oldest with our mark: a copy of it, which anybody can make, is younger. */
async function find(place: Place, { keyId, openedAt, at }: Notice): Promise<Issue | undefined> {
  const since = Date.parse(openedAt ?? at) - clockSkew;
  let found: Issue | undefined;
  const first = place.url();
  first.search = `${new URLSearchParams({ state: 'all', sort: 'created', direction: 'desc', per_page: `${perPage}` })}`;
  for (let next: URL | undefined = first; next; ) {
    const page: { json: unknown; next: URL | undefined } = await ask(place, 'GET', next);
    const issues = page.json as Issue[];
    const ours = issues.filter(
      ({ body, pull_request }) => !pull_request && body?.includes(incidentMark(keyId)),
    );
    found = ours.at(-1) ?? found;
    const last = issues.at(-1);
    next = last && Date.parse(last.created_at) >= since ? page.next : undefined;
  }
  return found;
}

async function tell(place: Place, { number }: Issue, notices: readonly Notice[]): Promise<void> {
  const told: string[] = [];
  const first = place.url(number, 'comments');
  first.search = `per_page=${perPage}`;
  for (let next: URL | undefined = first; next; ) {
    const page: { json: unknown; next: URL | undefined } = await ask(place, 'GET', next);
    told.push(...(page.json as { body?: string }[]).map(({ body = '' }) => body));
    next = page.next;
  }
  const untold = notices.filter(({ entryId }) => !told.some((body) => body.includes(entryMark(entryId))));
  for (const body of comments(untold)) await ask(place, 'POST', place.url(number, 'comments'), { body });
}

/** One, or as few as hold it all. */
function comments(notices: readonly Notice[]): string[] {
  const bodies: string[] = [];
  for (const notice of notices) {
    const item = happened([notice]);
    const last = bodies.at(-1);
    if (last !== undefined && last.length + item.length < longestComment) {
      bodies[bodies.length - 1] = `${last}\n${item}`;
    } else bodies.push(item);
  }
  return bodies;
}

async function close(place: Place, { number }: Issue, { ending, phase }: Notice): Promise<void> {
  const wasReal = phase === 'resolved' && (ending === undefined || ending === 'fixed');
  await ask(place, 'PATCH', place.url(number), {
    state: 'closed',
    state_reason: wasReal ? 'completed' : 'not_planned',
  });
}

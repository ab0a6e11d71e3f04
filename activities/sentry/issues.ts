import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { SentryTarget } from '../../workflows/contract/sentry.ts';
import { counted, durationInWords } from '../amounts.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { shownLine } from '../kubernetes/log-lines.ts';
import { ago } from '../kubernetes/words.ts';
import { check } from '../outside/check.ts';
import { type Sentry, sentry } from './api.ts';

/** More would not be answered within the time of a check. */
const mostPages = 3;
/** Releases stand in an issue's details only, which take a question each. */
const detailed = 5;

/** What Sentry has gathered of late: unresolved issues by how often they were seen, and since which release. */
export function sentryIssues({ resolve }: Pick<PoolDependencies, 'resolve'>): PoolActivities['sentryIssues'] {
  return ({ target, since }) =>
    check('sentry issues', async () => {
      const now = Date.now();
      const api = sentry(target, resolve);
      const { issues, all } = await seenOfLate(api, target, since, now);
      issues.sort((a, b) => b.events - a.events);
      const top = await Promise.all(
        issues.slice(0, detailed).map(async (issue) => ({ ...issue, ...(await releasesOf(api, issue)) })),
      );
      const bad = issues.filter(({ level }) => level === 'error' || level === 'fatal');
      const fresh = bad.filter(({ first }) => now - first <= since);
      const [worst] = top;
      const more = all ? '' : ' or more';
      return {
        verdict: bad.length > 0 ? 'sick' : 'well',
        says: worst
          ? [
              `${counted(issues.length, 'issue').replace(/(?= issue)/, more)} seen within the last ${durationInWords(since)}, ${fresh.length === 0 ? 'none' : fresh.length} of the errors for the first time.`,
              `Most often (${counted(worst.events, 'event')} within 24 h, ${counted(worst.users, 'user')}): ${worst.title}${worst.release ? `, last in release ${worst.release}` : ''}${worst.since ? `, first in ${worst.since}` : ''}.`,
            ].join(' ')
          : `No unresolved issue was seen within the last ${durationInWords(since)}.`,
        evidence: [...top, ...issues.slice(detailed, 20)].map(({ id: _, first, last, ...row }) => ({
          ...row,
          first: ago(first, now),
          last: ago(last, now),
        })),
      };
    });
}

interface Issue {
  id: string;
  issue: string;
  level: string;
  title: string;
  where: string | null;
  /** Within 24 h: Sentry counts by hours. */
  events: number;
  users: number;
  /** Epoch ms. */
  first: number;
  last: number;
}

async function seenOfLate(api: Sentry, { environment }: SentryTarget, since: number, now: number) {
  const project = `projects/${encodeURIComponent(api.organization)}/${encodeURIComponent(api.project)}/issues/`;
  const issues: Issue[] = [];
  let cursor: string | undefined;
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await api.get(project, {
      query: `is:unresolved lastSeen:-${Math.ceil(since / 60_000)}m`,
      statsPeriod: '24h',
      sort: 'freq',
      environment,
      cursor,
    });
    issues.push(...issuesIn(answer.body));
    cursor = answer.cursor;
    if (cursor === undefined) break;
  }
  // The search counts in whole minutes.
  return { issues: issues.filter(({ last }) => now - last <= since + 60_000), all: cursor === undefined };
}

interface Listed {
  id: string;
  shortId?: string;
  title?: string;
  culprit?: string;
  level?: string;
  count?: string | number;
  userCount?: number;
  firstSeen?: string;
  lastSeen?: string;
  stats?: { '24h'?: [number, number][] };
}

function issuesIn(body: unknown): Issue[] {
  if (!Array.isArray(body)) return [];
  return (body as Listed[]).map((issue) => ({
    id: `${issue.id}`,
    issue: issue.shortId ?? `${issue.id}`,
    level: issue.level ?? 'error',
    title: shownLine(issue.title ?? 'without a title'),
    where: issue.culprit ? shownLine(issue.culprit) : null,
    events: issue.stats?.['24h']?.reduce((sum, [, events]) => sum + events, 0) ?? Number(issue.count ?? 0),
    users: issue.userCount ?? 0,
    first: Date.parse(issue.firstSeen ?? ''),
    last: Date.parse(issue.lastSeen ?? ''),
  }));
}

/** Of an issue that tells none, or whose details are not to be had, nothing. */
async function releasesOf(api: Sentry, { id }: Issue) {
  const place = `organizations/${encodeURIComponent(api.organization)}/issues/${encodeURIComponent(id)}/`;
  const body = await api.get(place).then(
    (page) => page.body as { firstRelease?: Release; lastRelease?: Release },
    () => undefined,
  );
  return { release: nameOf(body?.lastRelease), since: nameOf(body?.firstRelease) };
}

type Release = { shortVersion?: string; version?: string } | null;

function nameOf(release: Release | undefined): string | null {
  const name = release?.shortVersion ?? release?.version;
  return name ? shownLine(name) : null;
}

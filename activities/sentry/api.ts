import { reach } from '../../outbound/reach.ts';
import type { SentryTarget } from '../../workflows/contract/sentry.ts';
import type { Resolve } from '../dependencies.ts';
import { type WebPlace, webPlace } from '../http/place.ts';
import { failureOf, limited, notReached, redirected } from '../outside/failures.ts';

const patience = 4_000;

/** One page of an answer. */
export interface Page {
  body: unknown;
  /** Of the next page; undefined where there is none. */
  cursor: string | undefined;
}

/** Our access to one Sentry. */
export interface Sentry {
  readonly organization: string;
  readonly project: string;
  /**
   * Asks for something below `/api/0/`.
   * @throws ApplicationFailure of the type that `outside/failures.ts` gives to what went wrong
   */
  get(place: string, parameters?: Record<string, string | undefined>): Promise<Page>;
}

/** The token is read anew for each question, so that a renewed one counts at once. */
export function sentry(target: SentryTarget, resolve: Resolve): Sentry {
  const { bearer } = target;
  const place = webPlace(target, resolve, bearer === undefined ? [] : [bearer]);
  const found = placeOf(target, place.url);
  if (found === undefined) {
    const says = `The URL of ${target.id} is not one of a project in Sentry: write https://sentry.io/organization/project, or organization and project beside it.`;
    throw failureOf({ trouble: 'settings', says });
  }
  const { organization, project, base } = found;
  const token = bearer === undefined ? undefined : resolve(bearer).trim();
  return {
    organization,
    project,
    async get(path, parameters = {}) {
      const url = new URL(base);
      url.pathname = `${url.pathname.replace(/\/$/, '')}/api/0/${path}`;
      for (const [name, value] of Object.entries(parameters)) {
        if (value !== undefined) url.searchParams.set(name, value);
      }
      try {
        const response = await reach(url, {
          headers: {
            accept: 'application/json',
            'user-agent': 'mayday',
            ...(token ? { authorization: `Bearer ${token}` } : {}),
          },
          signal: AbortSignal.timeout(patience),
        });
        const text = await response.text();
        if (!response.ok) throw redirected(response, place) ?? refused(response, text, found, place);
        return { body: bodyOf(text, place), cursor: cursorOf(response) };
      } catch (error) {
        throw notReached(error, place, patience);
      }
    },
  };
}

interface Place {
  base: URL;
  organization: string;
  project: string;
}

/** Organization and project stand in the target, or at the end of its URL. */
function placeOf({ organization, project }: SentryTarget, url: URL | null): Place | undefined {
  if (url === null) return undefined;
  const base = new URL(url);
  base.username = '';
  base.password = '';
  base.search = '';
  const path = base.pathname.split('/').filter(Boolean);
  if (organization && project) {
    base.pathname = path.join('/');
    return { base: base, organization, project };
  }
  const [ours, theirs] = path.splice(-2).map(decodeURIComponent);
  if (!ours || !theirs) return undefined;
  base.pathname = path.join('/');
  return { base: base, organization: ours, project: theirs };
}

function refused(
  response: Response,
  text: string,
  { organization, project }: Pick<Place, 'organization' | 'project'>,
  place: WebPlace,
) {
  const { status } = response;
  const { shown, mask } = place;
  const why = mask(detailIn(text)).slice(0, 200);
  if (status === 429) return limited(response, place);
  if (status === 401) {
    const says = `${shown} does not know our token (401): see the target's bearer.`;
    return failureOf({ trouble: 'credentials', says });
  }
  if (status === 403) {
    const says = `${shown} does not let our token read the issues of ${project} (403${why && `: ${why}`}): give it the scopes event:read and project:read.`;
    return failureOf({ trouble: 'rights', says });
  }
  if (status === 404) {
    const says = `${shown} has no project ${organization}/${project}, or our token may not see it (404).`;
    return failureOf({ trouble: 'not found', says });
  }
  if (status >= 500) {
    return failureOf({ trouble: 'unreachable', says: `${shown} cannot answer now (${status}).` });
  }
  if (status >= 300 && status < 400) return strange(place, status);
  return failureOf({
    trouble: 'refused',
    says: `${shown} refuses the question (${status}${why && `: ${why}`}).`,
  });
}

function strange({ shown }: WebPlace, status: number) {
  const says = `What answers at ${shown} is no Sentry (${status}): write its address, for sentry.io https://sentry.io.`;
  return failureOf({ trouble: 'settings', says });
}

function detailIn(text: string): string {
  try {
    const { detail } = JSON.parse(text);
    return typeof detail === 'string' ? detail : `${detail?.message ?? ''}`;
  } catch {
    return '';
  }
}

function bodyOf(text: string, place: WebPlace): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw strange(place, 200);
  }
}

/** `<…>; rel="next"; results="true"; cursor="0:100:0"`: a next page is named even where it is empty. */
function cursorOf({ headers }: Response): string | undefined {
  const links = (headers.get('link') ?? '').split(/,\s*(?=<)/);
  const next = links.find((link) => link.includes('rel="next"') && link.includes('results="true"'));
  return next && /cursor="(?<cursor>[^"]+)"/.exec(next)?.groups?.cursor;
}

import { reachWithin } from '../../outbound/reach.ts';
import { notFollowed } from '../../outbound/redirects.ts';
import type { Dependency } from '../../workflows/contract/dependencies.ts';
import { reasonOf } from './fetched.ts';
import { type Look, lookTwice, patience } from './look.ts';

type ByStatusPage = Extract<Dependency, { statusPage: string }>;

const mostBytes = 1024 * 1024;

/** Something outside by what its status page says, in the form of Atlassian Statuspage: `/api/v2/summary.json`. */
export async function byStatusPage({ statusPage, components }: ByStatusPage): Promise<Look> {
  const page = new URL(statusPage);
  const summary = new URL(page);
  const base = page.pathname.replace(/\/$/, '');
  summary.pathname = base.endsWith('.json') ? base : `${base}/api/v2/summary.json`;
  return await lookTwice(() => ask(page, summary, components));
}

async function ask(page: URL, summary: URL, components: ByStatusPage['components']): Promise<Look> {
  const started = performance.now();
  const took = () => Math.round(performance.now() - started);
  let status: number;
  let said: Summary | undefined;
  try {
    const headers = { accept: 'application/json', 'user-agent': 'mayday' };
    const answer = await reachWithin(summary, { headers, signal: AbortSignal.timeout(patience) }, 3);
    if (answer === 'too many') throw new Error('redirects without end');
    const { response, at } = answer;
    status = response.status;
    const elsewhere = notFollowed(status, response.headers.get('location'), at);
    if (elsewhere) {
      await response.body?.cancel();
      return { state: 'not asked', says: `its status page ${page.origin} ${elsewhere}`, ms: took(), status };
    }
    said = summaryIn((await response.text()).slice(0, mostBytes));
  } catch (error) {
    // How the provider is, nobody can tell: that its page is away says nothing of what it is about.
    return {
      state: 'not asked',
      says: `its status page ${page.origin} ${reasonOf(error, patience)}`,
      ms: took(),
    };
  }
  const ms = took();
  if (status >= 500 || status === 429) {
    return { state: 'not asked', says: `its status page ${page.origin} answers ${status}`, ms, status };
  }
  if (!said) {
    return { state: 'only for people', says: `see ${page.href}, which only people can read`, ms, status };
  }
  const missing = (components ?? []).filter((wanted) => !said.components.some(({ name }) => name === wanted));
  if (missing.length > 0) {
    return {
      state: 'not asked',
      says: `${page.origin} has no component "${missing.join('", "')}"`,
      ms,
      status,
    };
  }
  return { ...stateOf(said, components), says: wordsOf(said, page, components), ms, status };
}

/** Of components, the worst of them; else the page's own summary: a large provider has always some part in maintenance. */
function stateOf(
  { indicator, components }: Summary,
  wanted: readonly string[] | undefined,
): Pick<Look, 'state'> {
  if (!wanted) {
    if (indicator === 'critical') return { state: 'down' };
    return { state: indicator === 'minor' || indicator === 'major' ? 'degraded' : 'up' };
  }
  const states = components.filter(({ name }) => wanted.includes(name)).map(({ status }) => status);
  if (states.some((state) => state.endsWith('_outage'))) return { state: 'down' };
  return { state: states.some((state) => state !== 'operational') ? 'degraded' : 'up' };
}

function wordsOf(said: Summary, page: URL, wanted: readonly string[] | undefined): string {
  const relevant = said.components.filter(({ name }) => !wanted || wanted.includes(name));
  const bad = relevant.filter(({ status }) => status !== 'operational');
  return [
    `${page.origin} says "${said.description}"`,
    ...bad.slice(0, 4).map(({ name, status }) => `${name}: ${status.replaceAll('_', ' ')}`),
    ...(bad.length > 0 || said.indicator !== 'none' ? said.incidents : [])
      .slice(0, 2)
      .map((name) => `open there: ${name}`),
  ].join('; ');
}

interface Summary {
  /** none, minor, major, critical or maintenance */
  indicator: string;
  description: string;
  components: { name: string; status: string }[];
  /** Names of those that are not resolved. */
  incidents: string[];
}

function summaryIn(text: string): Summary | undefined {
  try {
    const { status, components = [], incidents = [] } = JSON.parse(text);
    if (typeof status?.indicator !== 'string' || !Array.isArray(components)) return undefined;
    return {
      indicator: status.indicator,
      description: shown(status.description ?? status.indicator),
      components: components.map(({ name, status }) => ({ name: shown(name), status: shown(status) })),
      incidents: Array.isArray(incidents) ? incidents.map(({ name }) => shown(name)) : [],
    };
  } catch {
    return undefined;
  }
}

/** What strangers wrote: one line, and short. */
function shown(text: unknown): string {
  return `${text}`.replaceAll(/\s+/g, ' ').trim().slice(0, 100);
}

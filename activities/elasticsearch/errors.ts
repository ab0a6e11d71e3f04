import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { counted, durationInWords } from '../amounts.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { shownLine } from '../kubernetes/log-lines.ts';
import { check } from '../outside/check.ts';
import { errorsIn, type LoggedError } from './logged-errors.ts';
import { elasticsearch } from './search.ts';

/** Of document 003: as many of the newest are read. */
const size = 100;

/** The search of document 003: what was logged as an error of late, counted by what messages have in common. */
export function elasticsearchErrors({
  resolve,
}: Pick<PoolDependencies, 'resolve'>): PoolActivities['elasticsearchErrors'] {
  return ({ target, since, errorsAbove }) =>
    check('logged errors', async () => {
      const { search, shown } = elasticsearch(target, resolve);
      const [found, before, all] = await Promise.all([
        search({ query: errors(since, 0), ...newest, size, _source: fields, track_total_hits: true }),
        search({ query: errors(2 * since, since), size: 0, track_total_hits: true }),
        search({ query: within(since, 0), size: 0, terminate_after: 1 }),
      ]);
      const gaps = [...new Set([...found.gaps, ...before.gaps])];
      if (all.total === 0 && found.total === 0) {
        const says = `${shown} has no line at all of the last ${durationInWords(since)} in ${target.index}: see whether logs still come in.`;
        return { verdict: 'unknown', says: [says, ...gaps].join(' ') };
      }
      const logged = errorsIn(found.sources);
      const sick = found.total > errorsAbove;
      return {
        verdict: sick ? 'sick' : gaps.length > 0 ? 'unknown' : 'well',
        says: [inOneSentence(found.total, before.total, since), ...topOf(logged), ...gaps].join(' '),
        evidence: logged.messages
          .slice(0, 20)
          .map(({ example, ...row }) => ({ ...row, message: shownLine(example) })),
      };
    });
}

const newest = { sort: [{ '@timestamp': { order: 'desc', unmapped_type: 'date' } }] };

const fields = [
  ...['@timestamp', 'level', 'message', 'msg', 'log', 'error', 'error.message', 'exception'],
  ...['method', 'path', 'url', 'route', 'endpoint', 'http.*', 'url.*', 'request.*', 'req.*'],
  ...['kubernetes.namespace_name', 'kubernetes.pod_name', 'kubernetes.container_name', 'service'],
];

/** Both in ms before now, as the server's own clock has it; its date math knows no ms. */
function within(from: number, to: number): object {
  const before = (ms: number) => `now-${Math.round(ms / 1_000)}s`;
  return { range: { '@timestamp': { gte: before(from), ...(to > 0 ? { lt: before(to) } : {}) } } };
}

function errors(from: number, to: number): object {
  return { bool: { must: [{ match: { level: 'ERROR' } }, within(from, to)] } };
}

function inOneSentence(total: number, before: number, since: number): string {
  const time = durationInWords(since);
  const earlier = `${before === 0 ? 'none' : before} in the ${time} before`;
  return total === 0
    ? `No error was logged within the last ${time}, ${earlier}.`
    : `${counted(total, 'error line')} within the last ${time}, ${earlier}.`;
}

function topOf({ messages, endpoints, read }: LoggedError): string[] {
  const [message] = messages;
  const [endpoint] = endpoints;
  if (!message) return [];
  const most = `Most often (${message.times} of the newest ${read}): ${shownLine(message.example)}`;
  return [
    /[.!?]$/.test(most) ? most : `${most}.`,
    ...(endpoint ? [`Most at ${endpoint.endpoint} (${endpoint.times}).`] : []),
  ];
}

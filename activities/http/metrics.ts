import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { notFollowed } from '../../outbound/redirects.ts';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { retryable } from '../../workflows/contract/failures.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { MetricsTarget } from '../../workflows/contract/profile.ts';
import type { PoolDependencies } from '../dependencies.ts';
import { leavesOf, namedLeaves } from '../metrics/json.ts';
import { added, type Sum, sumInWords } from '../metrics/sums.ts';
import { samplesOf } from '../metrics/text.ts';
import { exchange } from './exchange.ts';
import { webPlace } from './place.ts';

const patience = 5_000;
/** Characters; what is behind them is not read. */
const mostRead = 2_000_000;
const mostTold = 20;
const longest = 100;

type Told = Pick<Finding, 'verdict' | 'says' | 'evidence'>;

/**
 * What a page counts: series in the text format of Prometheus, or values by their paths through JSON. It tells, and calls
 * nothing sick.
 * @throws ApplicationFailure `TargetUnreachable` when nothing answers, to be tried again; `InvalidInput` if the URL or
 * token names a setting that is not set
 */
export function httpMetrics({ resolve }: Pick<PoolDependencies, 'resolve'>): PoolActivities['httpMetrics'] {
  return async ({ target }) => {
    const check = `page ${target.id}`;
    const place = webPlace(target, resolve, target.bearer === undefined ? [] : [target.bearer]);
    if (place.url === null) {
      const says = `The URL of ${target.id} is not one: write http://host:port/path.`;
      return { check, verdict: 'unknown', says };
    }
    const token = target.bearer === undefined ? undefined : resolve(target.bearer).trim();
    const { status, location, body, says, refused } = await exchange(place.url, {
      headers: {
        accept: 'application/json, text/plain;q=0.9, */*;q=0.5',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      keep: mostRead,
      patience,
      cancelled: Context.current().cancellationSignal,
    });
    if (refused) return { check, verdict: 'unknown', says: `${place.shown} ${says}.` };
    if (status === null)
      throw ApplicationFailure.retryable(`${place.shown} ${says}.`, retryable.targetUnreachable);
    if (status < 200 || status > 299) {
      const hint = status === 401 || status === 403 ? `: see the target's bearer` : '';
      const elsewhere = notFollowed(status, location, place.url);
      if (elsewhere) return { check, verdict: 'unknown', says: `${place.shown} ${elsewhere}.` };
      return { check, verdict: 'unknown', says: `${place.shown} ${says} instead of its metrics${hint}.` };
    }
    const document = /^\s*[[{]/.test(body) ? parsed(body) : undefined;
    const told = document === undefined ? ofText(target, body) : ofJson(target, document);
    return {
      check,
      verdict: told.verdict,
      says: place.mask(told.says),
      evidence: (told.evidence ?? []).slice(0, mostTold).map((row) => masked(row, place.mask)),
    };
  };
}

function ofText({ id, series }: MetricsTarget, body: string): Told {
  const samples = samplesOf(body, series.length > 0 ? series : undefined);
  // The buckets of a histogram say nothing by their sum.
  const sums = added(samples.filter((sample) => !/_(bucket|created)$/.test(sample.series)));
  const names = series.length > 0 ? series : [...new Set(sums.map((sum) => sum.series))].slice(0, mostTold);
  const has = (name: string) => sums.some((sum) => sum.series === name);
  const said = names.filter(has).map((name) => `${name} ${sumInWords(name, sums)}`);
  return {
    ...toldOf(
      id,
      said,
      series.filter((name) => !has(name)),
    ),
    evidence: sums
      .filter((sum) => names.includes(sum.series))
      .map(({ series: name, by, value }: Sum) => ({ series: name, by, value })),
  };
}

function ofJson({ id, series }: MetricsTarget, document: unknown): Told {
  const all = leavesOf(document);
  // What nobody named may be anything: only its numbers are told.
  const leaves =
    series.length > 0
      ? series.flatMap((name) => namedLeaves(all, name))
      : all.filter(({ value }) => typeof value !== 'string');
  const rows = [...new Set(leaves)].slice(0, mostTold).map(({ path, value }) => ({
    path: path.slice(0, longest),
    value: typeof value === 'number' ? value : String(value).slice(0, longest),
  }));
  const said = rows.map(({ path, value }) => `${path || 'It'} ${value}`);
  return {
    ...toldOf(
      id,
      said,
      series.filter((name) => namedLeaves(all, name).length === 0),
    ),
    evidence: rows,
  };
}

function toldOf(id: string, said: string[], missing: string[]): Told {
  if (said.length === 0 && missing.length === 0) {
    return { verdict: 'unknown', says: `${id} answers with nothing that counts anything.` };
  }
  return {
    verdict: missing.length > 0 ? 'unknown' : 'well',
    says: [
      ...(said.length > 0 ? [`${said.slice(0, 8).join('; ')}.`] : []),
      ...(missing.length > 0 ? [`${id} has no ${missing.join(', ')}.`] : []),
    ].join(' '),
  };
}

function masked<Row extends Record<string, string | number | null>>(
  row: Row,
  mask: (text: string) => string,
) {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'string' ? mask(value) : value]),
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

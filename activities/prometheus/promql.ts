import type { RequestSeries } from '../../workflows/contract/prometheus.ts';

/** `{job="shop", status=~"5.."}`, or nothing without labels; `more` are conditions as PromQL writes them. */
export function selector(labels: Record<string, string>, ...more: string[]): string {
  const conditions = [
    ...Object.entries(labels).map(([label, value]) => `${label}=${quoted(value)}`),
    ...more,
  ];
  return conditions.length > 0 ? `{${conditions.join(', ')}}` : '';
}

/** Requests a second of each service, `ago` ms before now. */
export function requestRate({ counter, by, labels, window }: RequestSeries, ago = 0): string {
  return `sum by (${by}) (rate(${counter}${selector(labels)}[${ms(window)}]${offset(ago)}))`;
}

/** The same, of those answered with 5xx: the document's `rate(http_requests_total{status=~"5.."}[5m])` (003 §4). */
export function errorRate({ counter, status, by, labels, window }: RequestSeries, ago = 0): string {
  const failed = selector(labels, `${status}=~"5.."`);
  return `sum by (${by}) (rate(${counter}${failed}[${ms(window)}]${offset(ago)}))`;
}

/** Seconds within which 95 % of the requests of each service are answered. */
export function latencyP95({ duration, by, labels, window }: RequestSeries, ago = 0): string {
  const rate = `rate(${duration}_bucket${selector(labels)}[${ms(window)}]${offset(ago)})`;
  return `histogram_quantile(0.95, sum by (le, ${by}) (${rate}))`;
}

/** How many series there are. */
export function count(metric: string, labels: Record<string, string>, ...more: string[]): string {
  return `count(${metric}${selector(labels, ...more)})`;
}

function offset(ago: number): string {
  return ago > 0 ? ` offset ${ms(ago)}` : '';
}

function ms(duration: number): string {
  if (duration % 60_000 === 0) return `${duration / 60_000}m`;
  return duration % 1_000 === 0 ? `${duration / 1_000}s` : `${Math.round(duration)}ms`;
}

/** Quoted as in Go: nothing in a value ends it. */
function quoted(value: string): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}

import { shownLine } from '../kubernetes/log-lines.ts';
import type { Sample } from './text.ts';

const statusLabels = ['status', 'code', 'status_code', 'http_status'];

/** The sum of a series over pods and labels, by the status it counts where it does. */
export interface Sum {
  series: string;
  by: string | null;
  value: number;
}

export function added(samples: Sample[]): Sum[] {
  const statusOf = ({ labels }: Sample) => {
    const named = statusLabels.find((each) => Object.hasOwn(labels, each));
    return named === undefined ? null : (labels[named] ?? null);
  };
  const groups = Map.groupBy(samples, (sample) => JSON.stringify([sample.series, statusOf(sample)]));
  return [...groups]
    .map(([key, group]) => {
      const [series, by] = JSON.parse(key) as [string, string | null];
      return { series, by: by && shownLine(by), value: group.reduce((sum, { value }) => sum + value, 0) };
    })
    .sort((a, b) => a.series.localeCompare(b.series) || (a.by ?? '').localeCompare(b.by ?? ''));
}

/** `200: 950, 500: 50 (5 % of 1000 are 5xx)`, of one series. */
export function sumInWords(series: string, sums: readonly Sum[]): string {
  const own = sums.filter((sum) => sum.series === series);
  const all = own.reduce((sum, { value }) => sum + value, 0);
  const failed = own.filter(({ by }) => /^5(\d\d|xx)$/i.test(by ?? ''));
  const share = (failed.reduce((sum, { value }) => sum + value, 0) / all) * 100;
  const listed = own.map(({ by, value }) => (by === null ? `${value}` : `${by}: ${value}`)).slice(0, 10);
  const words = failed.length > 0 ? ` (${Math.round(share * 10) / 10} % of ${all} are 5xx)` : '';
  return `${listed.join(', ')}${words}`;
}

import { html } from 'ghtml';
import { inUtc } from '../times.ts';
import { inWords } from './evidence.ts';
import type { Series } from './series.ts';

const [width, height, edge] = [220, 44, 4];

/** How a number went over time, as a small line with the same in words. */
export function chart({ name, points }: Series): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return '';
  const says = `${inWords(name)}: ${points.map(({ value }) => shown(value)).join(' → ')}`;
  const span = `${inUtc(first.at)} to ${inUtc(last.at)}`;
  const places = placed(points);
  const line = places.map(({ x, y }) => `${x},${y}`).join(' ');
  const dots = places.map(({ x, y }) => html`<circle class="fill-1" cx="${x}" cy="${y}" r="2.5"/>`);
  return html`<figure class="chart spark"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${says}, ${span}"><line class="axis" x1="0" x2="${width}" y1="${height - 1}" y2="${height - 1}"/><polyline class="line-1" points="${line}"/>!${dots}</svg><figcaption><span class="wrap">${inWords(name)}</span>: <strong>${shown(first.value)} → ${shown(last.value)}</strong> <span class="muted">(${points.length} readings)</span></figcaption></figure>`;
}

/** From 0, or from the least where that is below, so that a small change looks small. */
function placed(points: Series['points']): { x: number; y: number }[] {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const times = points.map(({ at }) => Date.parse(at));
  const [from, until] = [times[0] ?? 0, times.at(-1) ?? 0];
  return points.map(({ value }, i) => ({
    x: round(edge + (until > from ? (((times[i] ?? from) - from) / (until - from)) * (width - 2 * edge) : 0)),
    y: round(height - edge - ((value - low) / (high - low || 1)) * (height - 2 * edge)),
  }));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function shown(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 2 });
}

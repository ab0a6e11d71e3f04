import { html } from 'ghtml';
import { between, relative } from '../../../archive/post-mortem/times.ts';
import type { Followed } from '../../../workflows/contract/incident.ts';
import { type Bar, horizon, type Lane, lastSeen, type Mark } from './lane.ts';
import { lanesOf } from './lanes.ts';
import { type TimeScale, timeScale } from './time-scale.ts';

const [width, left, right] = [960, 84, 936];
const [top, row, bar] = [28, 26, 18];
/** px of a character, about. */
const letter = 7;

/** The course of an incident as a picture; everything in it stands in the list below it, too. */
export function picture(followed: Followed): string {
  const lanes = lanesOf(followed);
  const { openedAt, endedAt } = followed.view;
  const last = lastSeen(followed);
  const scale = timeScale([openedAt, last, horizon(followed), ...lanes.flatMap(instantsOf)], left, right);
  const height = top + lanes.length * row + 4;
  return html`<figure class="chart picture"><div class="scroll" tabindex="0" role="group" aria-label="The incident as a picture">
<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="picture-title picture-says">
<title id="picture-title">The incident in time</title><desc id="picture-says">${inWords(lanes)}</desc>
!${scale.ticks.map((at) => tick(scale, at, openedAt, height))}
!${endedAt ? '' : edge(scale.x(last), height)}
!${lanes.map((lane, i) => laneRow(scale, lane, top + i * row))}
</svg></div>
<figcaption class="small muted">Times are since the opening. Long waits are drawn shorter than they were. ◆ a target, ● somebody or something went on, ✖ it did not${endedAt ? '' : '; what is right of the dashed line is still to come'}.</figcaption></figure>`;
}

function instantsOf({ bars, marks }: Lane): string[] {
  return [...bars.flatMap(({ from, to }) => [from, to]), ...marks.map(({ at }) => at)];
}

function inWords(lanes: readonly Lane[]): string {
  return lanes
    .map(({ label, bars, marks }) => `${label}: ${[...bars, ...marks].map(({ says }) => says).join('; ')}.`)
    .join(' ');
}

function tick({ x }: TimeScale, at: string, openedAt: string, height: number): string {
  const place = x(at);
  const anchor = place > right - 30 ? 'end' : place < left + 30 ? 'start' : 'middle';
  return html`<line class="grid" x1="${place}" x2="${place}" y1="${top - 6}" y2="${height}"/><text x="${place}" y="14" text-anchor="${anchor}">${relative(between(openedAt, at))}</text>`;
}

function edge(place: number, height: number): string {
  return html`<line class="now" x1="${place}" x2="${place}" y1="${top - 6}" y2="${height}"/>`;
}

function laneRow(scale: TimeScale, { label, bars, marks }: Lane, y: number): string {
  const middle = y + row / 2;
  const name = label.length > 10 ? `${label.slice(0, 9)}…` : label;
  return html`<text class="lane" x="0" y="${middle + 4}">${name}</text><line class="grid" x1="${left}" x2="${right}" y1="${middle}" y2="${middle}"/>!${bars.map((each) => barOf(scale, each, y))}!${marks.map((each) => markOf(scale, each, middle))}`;
}

function barOf({ x }: TimeScale, { from, to, style, label, says }: Bar, y: number): string {
  const [start, end] = [x(from), x(to)];
  const long = Math.max(2, end - start);
  const fits = label.length * letter + 8 <= long;
  return html`<g><title>${says}</title><rect class="bar ${style}" x="${start}" y="${y + (row - bar) / 2}" width="${Math.round(long * 10) / 10}" height="${bar}" rx="3"/>!${fits ? html`<text class="in" x="${start + 6}" y="${y + row / 2 + 4}">${label}</text>` : ''}</g>`;
}

function markOf({ x }: TimeScale, { at, shape, style, says }: Mark, y: number): string {
  return html`<g class="mark ${style}"><title>${says}</title>!${shapeOf(shape, x(at), y)}</g>`;
}

function shapeOf(shape: Mark['shape'], x: number, y: number): string {
  switch (shape) {
    case 'dot':
      return html`<circle cx="${x}" cy="${y}" r="5"/>`;
    case 'due':
      return html`<path d="M${x} ${y - 8}l7 8-7 8-7-8z"/>`;
    case 'cross':
      return html`<path class="stroke" d="M${x - 5} ${y - 5}l10 10M${x - 5} ${y + 5}l10-10"/>`;
    case 'tick':
      return html`<path class="stroke" d="M${x} ${y - 8}v16"/>`;
  }
}

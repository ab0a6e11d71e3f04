import { html } from 'ghtml';
import type { Kind, Met } from '../../../archive/measures.ts';
import { metText } from '../../measures/cells.ts';
import { span } from '../../times.ts';
import { figure, place, width } from './figure.ts';

const [left, right, bar] = [0, 64, 12];

/** How many targets were met, of those there were, by severity. */
export function targetsChart(kinds: readonly Kind[]): string {
  const bars = kinds.flatMap(({ name, response, resolution }) => [
    { name: `${name} response`, met: response },
    { name: `${name} resolution`, met: resolution },
  ]);
  const known = bars.filter(({ met }) => met.of > 0);
  return figure({
    id: 'chart-targets',
    title: 'Targets met, by severity',
    says:
      known.length === 0
        ? 'No target was set.'
        : `${known.map(({ name, met }) => `${name}: ${metText(met)}`).join('. ')}.`,
    height: bars.length * 32 + 4,
    drawing: bars
      .map(({ name, met }, i) => shareBar(name, metText(met), shareOf(met), i * 32, 'good-fill', 'bad-fill'))
      .join(''),
    head: ['Target', 'Met', 'Of', 'Share'],
    rows: bars.map(({ name, met }) => [name, String(met.met), String(met.of), percent(shareOf(met))]),
  });
}

/** What the time went into, by system: waited for people, or Mayday at work and watching. */
export function spentChart(kinds: readonly Kind[]): string {
  const shares = kinds.map(({ name, people, machine }) => {
    const all = people + machine;
    return { name, people, machine, share: all > 0 ? people / all : undefined };
  });
  return figure({
    id: 'chart-spent',
    title: 'Time waited for people, by system',
    says: `Of all the time until the end, waited for people: ${shares.map(({ name, share }) => `${name} ${percent(share)}`).join(', ')}. The rest Mayday was at work or watching.`,
    height: shares.length * 32 + 4,
    drawing: shares
      .map(({ name, share, people }, i) =>
        shareBar(name, span(people), share, i * 32, 'fill-2', 'fill-1 rest'),
      )
      .join(''),
    head: ['System', 'People', 'Machine', 'People’s share'],
    rows: shares.map(({ name, people, machine, share }) => [
      name,
      span(people),
      span(machine),
      percent(share),
    ]),
  });
}

/** SVG: a name, and below it a bar that is filled so far, with what that is in words. */
function shareBar(
  name: string,
  says: string,
  share: number | undefined,
  y: number,
  full: string,
  rest: string,
): string {
  const all = width - left - right;
  const filled = (share ?? 0) * all;
  const at = y + 17;
  const value = share === undefined ? '–' : percent(share);
  return html`<text x="${left}" y="${y + 13}">${name}: ${says}</text>
!${share === undefined ? '' : html`<rect class="${rest}" x="${place(left + filled)}" y="${at}" width="${place(all - filled)}" height="${bar}"/><rect class="${full}" x="${left}" y="${at}" width="${place(filled)}" height="${bar}"/>`}
<text x="${width}" y="${at + 11}" text-anchor="end">${value}</text>`;
}

function shareOf({ met, of }: Met): number | undefined {
  return of > 0 ? met / of : undefined;
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${Math.round(share * 100)} %`;
}

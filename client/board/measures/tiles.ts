import { html } from 'ghtml';
import type { Measures, Met, Times } from '../../../archive/measures.ts';
import { apart, metText } from '../../measures/cells.ts';
import { span } from '../../times.ts';

/** What counts most, in large numbers. */
export function tiles(total: Measures): string {
  const { incidents, acknowledged, resolved, response, resolution, people, machine } = total;
  const share = people + machine > 0 ? `${Math.round((100 * people) / (people + machine))} %` : '–';
  return html`<dl class="cards tiles">
!${tile('Incidents', String(incidents), apart(total) || 'all resolved')}
!${timesTile('Mean time to acknowledge', acknowledged)}
!${timesTile('Mean time to resolve', resolved)}
!${metTile('Response targets met', response)}
!${metTile('Resolution targets met', resolution)}
!${tile('Waited for people', share, `${span(people)} of ${span(people + machine)}`)}
</dl>`;
}

function timesTile(name: string, { mean, median, count }: Times): string {
  if (mean === null || median === null) return tile(name, '–', 'none in this time');
  return tile(name, span(mean), `median ${span(median)}, of ${count}`);
}

function metTile(name: string, { met, of }: Met): string {
  return tile(name, of > 0 ? `${Math.round((100 * met) / of)} %` : '–', metText({ met, of }));
}

function tile(name: string, value: string, note: string): string {
  return html`<div class="card"><dt>${name}</dt><dd class="big">${value}</dd><dd class="muted small">${note}</dd></div>`;
}

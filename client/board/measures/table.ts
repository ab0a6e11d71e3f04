import { html } from 'ghtml';
import type { Kind, Measures } from '../../../archive/measures.ts';
import { measureCells } from '../../measures/cells.ts';

/** A line of a table of measures; `total` is of all lines. */
export interface Line {
  /** As many as the table has names for. */
  names: readonly string[];
  measures: Measures;
  total?: true;
}

/** Measures in a table; `names` are the columns before them. */
export function measuresTable(caption: string, names: readonly string[], lines: readonly Line[]): string {
  const rows = lines.map(({ names: [first, ...others], measures, total }) => {
    const cells = measureCells(measures);
    const also = cells.pop();
    return html`<tr !${total ? 'class="total"' : ''}><th scope="row">${first}</th>!${others.map((name) => html`<td>${name}</td>`)}!${cells.map((cell) => html`<td class="number">${cell}</td>`)}<td class="also">${also}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="measures">
<caption>${caption}</caption>
<thead>
<tr>!${names.map((name) => html`<th scope="col" rowspan="2">${name}</th>`)}<th scope="col" rowspan="2" class="number">Incidents</th><th scope="colgroup" colspan="2" class="number">Until acknowledged</th><th scope="colgroup" colspan="2" class="number">Until resolved</th><th scope="colgroup" colspan="2" class="number">Targets met</th><th scope="colgroup" colspan="2" class="number">Time in all</th><th scope="col" rowspan="2">Also</th></tr>
<tr>!${['mean', 'median', 'mean', 'median', 'response', 'resolution', 'people', 'machine'].map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr>
</thead>
<tbody>!${rows}</tbody>
</table></div>`;
}

export function linesOf(kinds: readonly Kind[]): Line[] {
  return kinds.map((measures) => ({ names: [measures.name], measures }));
}

import { html } from 'ghtml';

/** Units of a chart's drawing; about CSS pixels on a phone. */
export const width = 360;

/** A chart, what it shows in a sentence, and its numbers. */
export interface Figure {
  id: string;
  title: string;
  /** For those who do not see it. */
  says: string;
  height: number;
  /** SVG */
  drawing: string;
  head: readonly string[];
  /** Names first. */
  rows: readonly (readonly string[])[];
}

export function figure({ id, title, says, height, drawing, head, rows }: Figure): string {
  const [name, ...names] = head;
  return html`<figure class="card chart" aria-labelledby="${id}">
<figcaption><h3 id="${id}">${title}</h3></figcaption>
<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${says}">!${drawing}</svg>
<details><summary>The numbers</summary><div class="scroll" tabindex="0" role="region" aria-label="${title}, in numbers"><table>
<caption class="visually-hidden">${title}</caption>
<thead><tr><th scope="col">${name}</th>!${names.map((each) => html`<th scope="col" class="number">${each}</th>`)}</tr></thead>
<tbody>!${rows.map(([first, ...cells]) => html`<tr><th scope="row">${first}</th>!${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`)}</tbody>
</table></div></details>
</figure>`;
}

/** Where something is drawn: a tenth of a unit is fine enough. */
export function place(value: number): number {
  return Math.round(value * 10) / 10;
}

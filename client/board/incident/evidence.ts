import { html } from 'ghtml';
import type { Finding } from '../../../workflows/contract/findings.ts';
import { timeAt } from '../times.ts';
import { names } from './series.ts';

type Row = NonNullable<Finding['evidence']>[number];
type Cell = Row[string];

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The rows behind a finding's sentence, folded: lines of output as they are, all else as a table. */
export function evidence({ check, evidence: rows = [] }: Finding, id: string): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return '';
  const lines = columns.length === 1 && columns[0] === 'line';
  const what = lines ? 'Output' : 'Evidence';
  const count =
    rows.length === 1 ? (lines ? '1 line' : '1 row') : `${rows.length} ${lines ? 'lines' : 'rows'}`;
  return html`<details id="${id}"><summary>${what} <span class="muted">(${count})</span></summary>!${lines ? output(rows) : table(check, columns, rows)}</details>`;
}

function output(rows: readonly Row[]): string {
  return html`<pre tabindex="0">${rows.map(({ line }) => line).join('\n')}</pre>`;
}

function table(check: string, columns: readonly string[], rows: readonly Row[]): string {
  const numbers = new Set(columns.filter((name) => rows.every((row) => isNumber(row[name]))));
  const kind = (name: string) => (numbers.has(name) ? 'class="number"' : '');
  const head = columns.map((name) => html`<th scope="col" !${kind(name)}>${inWords(name)}</th>`);
  const body = rows.map(
    (row) =>
      html`<tr>!${columns.map((name) => html`<td !${kind(name)}>!${cell(row[name], name)}</td>`)}</tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Evidence of ${check}"><table><caption class="visually-hidden">Evidence of ${check}</caption><thead><tr>!${head}</tr></thead><tbody>!${body}</tbody></table></div>`;
}

function isNumber(cell: Cell | undefined): boolean {
  return cell === undefined || cell === null || typeof cell === 'number';
}

function cell(value: Cell | undefined, column: string): string {
  if (value === null || value === undefined || value === '') return html`<span class="muted">–</span>`;
  if (typeof value === 'number') return html`${names.has(column) ? value : value.toLocaleString('en')}`;
  return instant.test(value) ? timeAt(value) : html`${value}`;
}

/** `errorPercent` → `error percent` */
export function inWords(name: string): string {
  return name.replaceAll(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}

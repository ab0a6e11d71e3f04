import { html } from 'ghtml';

/** What of the archive is not shown, and why. */
export function problemsNote(problems: readonly string[]): string {
  const [first, ...more] = problems;
  if (first === undefined) return '';
  if (more.length === 0) return html`<p class="notice warn">Not all of the archive is shown. ${first}</p>`;
  return html`<details class="notice warn"><summary>Not all of the archive is shown, for ${problems.length} reasons</summary><ul>!${problems.slice(0, 100).map((says) => html`<li class="wrap">${says}</li>`)}</ul></details>`;
}

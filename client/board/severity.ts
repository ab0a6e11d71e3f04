import { html } from 'ghtml';

/** How bad it is, by colour and in the system's own words: `Sev 1 (P0)`; `severity unknown` where nobody says. */
export function severityBadge(severity: string | undefined, label: string | undefined = severity): string {
  if (!severity) return html`<span class="severity">severity unknown</span>`;
  const says = label === severity ? severity : `${label} (${severity})`;
  return html`<span class="severity ${severity.toLowerCase()}">${says}</span>`;
}

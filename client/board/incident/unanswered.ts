import { html } from 'ghtml';
import type { Reading } from '../reader.ts';
import { severityBadge } from '../severity.ts';
import { timeSince } from '../times.ts';
import { type Context, closedPath } from './context.ts';
import { factList } from './fact-list.ts';
import { stepper } from './stepper.ts';

/** What Temporal has on record of an incident whose workers do not answer. */
export function unanswered({ reading, archived }: Context): string {
  const { incident, system, runbook, severity, phase, waitingFor, startedAt, closedAt, open, status } =
    reading.listed;
  const record = archived ? html` <a href="${closedPath(reading)}">Its record and post-mortem</a>` : '';
  const notice = open
    ? html`<p class="notice warn">!${why(reading)} This is what Temporal has on record. What you send below is kept there and counts as soon as a worker runs.</p>`
    : html`<p class="notice">It is over (${status.toLowerCase()}).!${record}</p>`;
  return html`<header class="headline">
<p class="row">!${severityBadge(severity)} <span class="muted">${system}: ${runbook}</span></p>
<h1>${incident}</h1>
!${phase ? stepper(phase) : ''}
!${notice}
!${factList([
    ...(open && waitingFor ? [{ name: 'Waits for', value: html`<strong>${waitingFor}</strong>` }] : []),
    { name: 'Opened', value: timeSince(startedAt) },
    ...(closedAt ? [{ name: 'Ended', value: timeSince(closedAt) }] : []),
  ])}
</header>`;
}

function why({ silent, trouble }: Reading): string {
  if (trouble) return html`<strong>${trouble}</strong>`;
  if (!silent) return 'It is being asked.';
  return html`<strong>No worker answers</strong>; <code>mayday doctor</code> says what is wrong.`;
}

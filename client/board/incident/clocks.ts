import { html } from 'ghtml';
import type { Clock, IncidentView } from '../../../workflows/contract/incident.ts';
import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { timeAt, timeDue } from '../times.ts';
import type { Context } from './context.ts';
import { ladders } from './ladder.ts';

/** What fires next and whom it reaches, the targets, and who was reached so far. */
export function clockSection(context: Context): string {
  const { followed } = context.reading;
  if (!followed) return '';
  const { view, clocks, timeline } = followed;
  return html`<section class="card" aria-labelledby="clocks"><h2 id="clocks">Clocks</h2>
!${view.endedAt ? '' : running(clocks, view)}
!${targets(view, timeline)}
!${ladders(context, followed)}
</section>`;
}

function running(clocks: readonly Clock[], { waitingFor }: IncidentView): string {
  if (clocks.length === 0) {
    return html`<p>Nothing is due: nobody is left to be reached and no update is promised; it waits for ${waitingFor}.</p>`;
  }
  const items = clocks
    .toSorted((a, b) => Date.parse(a.due) - Date.parse(b.due))
    .map(
      ({ name, due, fires, reaches }) =>
        html`<li><span class="when">!${timeDue(due)}</span> <span><span class="muted">${name}:</span> ${fires}!${reaches.length > 0 ? html` → <strong>${reaches.join(', ')}</strong>` : ''}</span></li>`,
    );
  return html`<ol class="plain clocks">!${items}</ol>`;
}

/** Until when it should have been acknowledged and resolved, and whether it was. */
function targets(
  { targets: due, acknowledgedAt, endedAt, phase }: IncidentView,
  timeline: readonly TimelineEntry[],
): string {
  if (!due) return '';
  const over = phase === 'resolved' ? endedAt : undefined;
  const missed = new Set(
    timeline.flatMap(({ fact }) =>
      fact.kind === 'response missed' || fact.kind === 'resolution missed' ? fact.due : [],
    ),
  );
  const row = (name: string, target: string, reached: string | undefined) =>
    html`<dt>${name}</dt><dd>!${verdict(target, { reached, ended: endedAt, missed: missed.has(target) })}</dd>`;
  const rows = [
    row('Response target', due.response, acknowledgedAt),
    ...(due.resolution ? [row('Resolution target', due.resolution, over)] : []),
  ];
  return html`<dl class="facts targets">!${rows}</dl>`;
}

function verdict(
  due: string,
  { reached, ended, missed }: { reached?: string; ended?: string; missed: boolean },
): string {
  if (reached) {
    const met = Date.parse(reached) <= Date.parse(due);
    return html`<span class="badge ${met ? 'good' : 'bad'}">${met ? 'met' : 'missed'}</span> !${timeAt(reached)}, due !${timeAt(due)}`;
  }
  if (ended) return html`<span class="muted">not reached; was due</span> !${timeAt(due)}`;
  return html`!${missed ? html`<span class="badge bad">missed</span> ` : ''}!${timeDue(due)} <span class="muted">(!${timeAt(due)})</span>`;
}

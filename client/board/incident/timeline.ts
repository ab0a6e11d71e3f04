import { html } from 'ghtml';
import type { Followed } from '../../../workflows/contract/incident.ts';
import { type Context, incidentPath } from './context.ts';
import { picture } from './picture.ts';
import { timelineEntry } from './timeline-entry.ts';

/** Everything that happened, as a picture and as a list. */
export function timelineSection({ reading, request }: Context): string {
  const { followed } = reading;
  if (!followed) return '';
  const { view, timeline } = followed;
  const order = orderOf(request.query, followed);
  const entries = timeline.map((entry, number) => timelineEntry(entry, view.openedAt, number));
  const shown = order === 'newest' ? entries.reverse() : entries;
  return html`<section class="timeline" aria-labelledby="timeline"><h2 id="timeline">What happened</h2>
!${picture(followed)}
<ul class="links">!${links(order)}!${view.endedAt ? '' : html`<li><a href="${incidentPath(reading)}/post-mortem">Post-mortem as it stands now</a></li>`}</ul>
<ol class="plain entries" !${order === 'newest' ? 'reversed' : ''}>!${shown}</ol></section>`;
}

type Order = 'newest' | 'oldest';

/** What is asked for with `?order=`; else the newest of an open one first, and a closed one as it went. */
function orderOf(query: unknown, { view }: Followed): Order {
  const { order } = (query ?? {}) as { order?: unknown };
  if (order === 'newest' || order === 'oldest') return order;
  return view.endedAt ? 'oldest' : 'newest';
}

function links(current: Order): string[] {
  return (['newest', 'oldest'] as const).map(
    (order) =>
      html`<li><a href="?order=${order}#timeline" !${order === current ? 'aria-current="true"' : ''}>${order === 'newest' ? 'Newest first' : 'Oldest first'}</a></li>`,
  );
}

/** The order that somebody asked for, for the address at which a page is asked for again; empty if nobody did. */
export function orderQuery({ request }: Pick<Context, 'request'>): string {
  const { order } = (request.query ?? {}) as { order?: unknown };
  return order === 'newest' || order === 'oldest' ? `?order=${order}` : '';
}

import { html } from 'ghtml';
import { temporalTrouble } from '../../temporal.ts';
import {
  type NeededQueue,
  neededQueues,
  type PolledQueue,
  type Poller,
  polledQueue,
  startOne,
  untaken,
} from '../../workers.ts';
import type { BoardParts, Pages } from '../parts.ts';
import { timeSince } from '../times.ts';
import { sendConfigured } from './frame.ts';
import { table, text } from './rows.ts';

/** ms for which an answer counts, and that a call to Temporal may take. */
const [fresh, patience] = [10_000, 2_000];

/** `/board/configured/workers`: who takes what from the queues that the catalogue needs. */
export const workersPage: Pages = (app, parts) => {
  app.get('/board/configured/workers', async (request, reply) => {
    const queues = await Promise.all(
      neededQueues(parts.catalogue).map((needed) => queueSection(needed, parts)),
    );
    return sendConfigured(request, reply, {
      title: 'Workers',
      here: 'workers',
      live: { workers: queues.join('') },
      body: (region) => html`<h1>Workers</h1>
!${region('workers')}
<p class="muted">As Temporal has seen them within 75 s, asked every 10 s at most: a worker asks for work once a minute at least, so one that was killed is listed a little longer.</p>`,
    });
  });
};

async function queueSection(needed: NeededQueue, { reader, client }: BoardParts): Promise<string> {
  const { queue: name, pool } = needed;
  const what = pool === undefined ? 'workflows, catalogue and notices' : `checks and changes of pool ${pool}`;
  const ask = () => polledQueue({ client }, needed, patience);
  const { value, trouble } = await reader.look({ key: `queue ${name}`, ask, fresh });
  const unasked = trouble
    ? html`<p class="notice warn">${temporalTrouble(trouble, client)}</p>`
    : html`<p>It has not been asked yet.</p>`;
  return html`<section aria-labelledby="queue-${name}"><h2 id="queue-${name}">Queue ${name}: ${what}</h2>!${trouble || !value ? unasked : ''}!${value ? workersOf(value) : ''}</section>`;
}

function workersOf(queue: PolledQueue): string {
  const silent = untaken(queue);
  const meanwhile =
    queue.pool === undefined
      ? 'What waits in it goes on as soon as one is there.'
      : 'Meanwhile its checks cannot ask anything, and nothing it reaches can be changed.';
  const alarm =
    silent.length > 0
      ? html`<p class="notice bad"><strong>No worker takes its ${silent.join(' or ')}:</strong> ${startOne(queue)}. ${meanwhile}</p>`
      : '';
  const rows = byWorker(queue).map(({ identity, lastSeen, build, takes }) => [
    text(identity),
    text(takes.join(' and ')),
    timeSince(lastSeen),
    html`<span class="wrap">${build === undefined ? 'it does not say' : shortened(build)}</span>`,
  ]);
  return html`!${alarm}!${table(
    `Workers of ${queue.queue}`,
    ['Worker', 'Takes', 'Asked last', 'Build'],
    rows,
  )}`;
}

/** A bundle is told from another by the beginning of its hash. */
function shortened(build: string): string {
  return build.replace(/([0-9a-f]{12})[0-9a-f]{20,}$/, '$1…');
}

function byWorker({ pollers }: PolledQueue): (Poller & { takes: string[] })[] {
  const workers = new Map<string, Poller & { takes: string[] }>();
  for (const [kind, seen] of Object.entries(pollers)) {
    for (const poller of seen) {
      const known = workers.get(poller.identity);
      const latest = !known || known.lastSeen < poller.lastSeen ? poller : known;
      const takes = new Set([...(known?.takes ?? []), kind]);
      workers.set(poller.identity, { ...latest, takes: [...takes] });
    }
  }
  return [...workers.values()].toSorted((a, b) => a.identity.localeCompare(b.identity));
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyRequest } from 'fastify';
import { html } from 'ghtml';
import { postMortem } from '../../../archive/post-mortem/post-mortem.ts';
import { templateOf } from '../../../systems/post-mortem-template.ts';
import type { Followed, IncidentRecord } from '../../../workflows/contract/incident.ts';
import { failure } from '../../failure.ts';
import { closedPath } from '../closed/find.ts';
import { oneClosed } from '../closed/one.ts';
import { contextOf, incidentPath } from '../incident/context.ts';
import { type Page, sendPage } from '../page.ts';
import type { Pages } from '../parts.ts';
import { rendered } from './rendered.ts';

type Asks = FastifyRequest<{ Params: { incident: string } }>;

/** Post-mortems: of a closed incident as the archive keeps it, of an open one as it stands now. To be printed. */
export const postMortemPages: Pages = (app, parts) => {
  app.get('/board/closed/:incident/post-mortem', async (request: Asks, reply) => {
    const closed = await oneClosed(parts, request, reply);
    if (!closed) return reply;
    const { incident, folder } = closed;
    const text = await readFile(path.join(parts.settings.archiveDir, folder, 'post-mortem.md'), 'utf8').catch(
      (error: Error) => {
        throw failure(`The post-mortem of ${incident} cannot be read from the archive: ${error.message}.`);
      },
    );
    return sendPage(request, reply, postMortemPage({ incident, back: closedPath(closed), text }));
  });

  app.get('/board/incidents/:incident/post-mortem', async (request: Asks, reply) => {
    const { reading } = await contextOf(parts, request);
    const { listed, followed } = reading;
    if (!followed) {
      throw failure(
        `No worker answers for ${listed.incident}, so nobody can say what to write: it is kept, and told once one is back.`,
      );
    }
    const record = recordOf(followed);
    const text = postMortem(record, templateOf(parts.catalogue, record));
    const page = postMortemPage({
      incident: record.incident,
      back: incidentPath(reading),
      text,
      ...(record.endedAt ? {} : { until: record.timeline.at(-1)?.at ?? record.openedAt }),
    });
    return sendPage(request, reply, page);
  });
};

/** What the archive would be given now. */
function recordOf({ view, timeline }: Followed): IncidentRecord {
  const opened = timeline.find(({ fact }) => fact.kind === 'opened')?.fact;
  return { ...view, timeline, assumed: opened?.kind === 'opened' ? opened.assumed : [] };
}

interface Written {
  incident: string;
  back: string;
  /** Markdown. */
  text: string;
  /** RFC 3339; of one that goes on. */
  until?: string;
}

function postMortemPage({ incident, back, text, until }: Written): Page {
  return {
    title: `Post-mortem ${incident}`,
    under: until ? 'open' : 'closed',
    body: () => html`<ul class="links"><li><a href="${back}">Back to ${incident}</a></li></ul>
!${until ? html`<p class="notice warn">${incident} goes on: this is what would be written now, up to ${until.slice(0, 19).replace('T', ' ')} UTC.</p>` : ''}
<p class="muted small screen-only">To keep or send it, print this page; what is not for paper is left out.</p>
<article class="post-mortem">!${rendered(text)}</article>`,
  };
}

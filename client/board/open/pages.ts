import { html } from 'ghtml';
import { sendPage } from '../page.ts';
import type { Pages } from '../parts.ts';
import type { Seen } from '../reader.ts';
import { mayRead } from '../rights.ts';
import { type SessionData, visitorOf } from '../visitor.ts';
import { inShort, openList, systemLinks } from './list.ts';

/** What is open now; `?system=` of one of them. */
export const openPages: Pages = (app, parts) => {
  app.get<{ Querystring: { system?: string | string[] } }>('/board', async (request, reply) => {
    const open = await parts.reader.open();
    const now = parts.clock();
    const visitor = visitorOf(request, now) as SessionData;
    const system = [request.query.system].flat()[0] || undefined;
    return sendPage(request, reply, {
      title: 'Open incidents',
      under: 'open',
      live: {
        systems: html`!${inShort(open.incidents)}!${systemLinks(open.incidents, system)}`,
        open: openList({ open, system, mayRead: readableBy((seen) => mayRead(parts, visitor, seen)), now }),
      },
      body: (region) =>
        html`<div class="row apart"><h1>Open incidents</h1><a class="button" href="/board/declare">Declare an incident</a></div>!${region('systems')}!${region('open')}`,
    });
  });
};

/** One question for all incidents of one system and runbook. */
function readableBy(ask: (seen: Seen) => boolean): (seen: Seen) => boolean {
  const known = new Map<string, boolean>();
  return (seen) => {
    const key = `${seen.system} ${seen.runbook}`;
    const readable = known.get(key) ?? ask(seen);
    known.set(key, readable);
    return readable;
  };
}

import { failure } from '../../failure.ts';
import { sendPage } from '../page.ts';
import type { Pages } from '../parts.ts';
import { send } from '../send.ts';
import { again, textsOf } from './again.ts';
import { contextOf, incidentPath } from './context.ts';
import { incidentPage } from './incident-page.ts';
import { messageId } from './once.ts';
import { verbs } from './verbs.ts';

type To = { Params: { incident: string; verb: string } };

/** One incident, and what is said to it. */
export const incidentPages: Pages = (app, parts) => {
  app.get<To>('/board/incidents/:incident', async (request, reply) =>
    sendPage(request, reply, incidentPage(await contextOf(parts, request))),
  );

  app.get<To>('/board/incidents/:incident/:verb', async ({ params }, reply) =>
    reply.redirect(`/board/incidents/${encodeURIComponent(params.incident)}`, 303),
  );

  app.post<To>('/board/incidents/:incident/:verb', async (request, reply) => {
    const { verb } = request.params;
    const known = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (!known) throw failure(`There is nothing called "${verb.slice(0, 50)}" to be said to an incident.`);
    const fields = textsOf(request.body);
    const context = await contextOf(parts, request, { verb, fields });
    const read = known.read.safeParse(fields);
    if (!read.success) {
      const says = [...new Set(read.error.issues.map(({ message }) => message))].join(' ');
      return again(context, reply, { outcome: 'refused', says }, 422);
    }
    const id = messageId(context.visitor, context.reading, verb, fields);
    const flash = await send(parts, request, context.reading, known.signal, read.data, id);
    if (flash.outcome === 'refused') return again(context, reply, flash, 409);
    request.session.set('flash', flash);
    return reply.redirect(incidentPath(context.reading), 303);
  });
};

import type { FastifyReply } from 'fastify';
import { sendPage } from '../page.ts';
import type { Flash } from '../visitor.ts';
import type { Context } from './context.ts';
import { incidentPage } from './incident-page.ts';

/** The page with what was typed still in its form. */
export function again(context: Context, reply: FastifyReply, flash: Flash, status: number): FastifyReply {
  context.request.session.set('flash', flash);
  return sendPage(context.request, reply, incidentPage(context), status);
}

/** What a form sent, without what every form carries. */
export function textsOf(body: unknown): Record<string, string> {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  return Object.fromEntries(
    fields.filter((field): field is [string, string] => typeof field[1] === 'string' && field[0] !== '_csrf'),
  );
}

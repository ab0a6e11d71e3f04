import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from 'ghtml';
import type { ClosedIncident } from '../../../archive/closed.ts';
import { CommandFailure, failure } from '../../failure.ts';
import { sendPage } from '../page.ts';
import type { BoardParts } from '../parts.ts';
import { mayRead } from '../rights.ts';
import { type SessionData, visitorOf } from '../visitor.ts';
import { closedCalled } from './find.ts';
import { closedList } from './list.ts';

/**
 * The one closed incident that an address means. Undefined where the reply has been sent already: it is open, or several are called that.
 * @throws CommandFailure with a sentence if there is none
 */
export async function oneClosed(
  parts: BoardParts,
  request: FastifyRequest<{ Params: { incident: string } }>,
  reply: FastifyReply,
): Promise<ClosedIncident | undefined> {
  const visitor = visitorOf(request, parts.clock()) as SessionData;
  const typed = request.params.incident;
  const [one, ...more] = await closedCalled(parts, visitor, typed);
  if (one && more.length > 0) {
    sendPage(request, reply, several(typed, [one, ...more]), 300);
    return undefined;
  }
  if (one) return one;
  const open = await openCalled(parts, visitor, typed);
  if (!open)
    throw failure(`No closed incident that you may read is called ${typed}: look for it under Closed.`);
  void reply.redirect(`/board/incidents/${encodeURIComponent(open)}`, 303);
  return undefined;
}

/** The name of one that Temporal knows and the archive does not, yet. */
async function openCalled(
  parts: BoardParts,
  visitor: SessionData,
  typed: string,
): Promise<string | undefined> {
  try {
    const { listed } = await parts.reader.incident(typed);
    return mayRead(parts, visitor, listed) ? listed.incident : undefined;
  } catch (error) {
    if (error instanceof CommandFailure) return undefined;
    throw error;
  }
}

function several(typed: string, candidates: readonly ClosedIncident[]) {
  return {
    title: `Several are called ${typed}`,
    under: 'closed' as const,
    body: () => html`<h1>Which one?</h1>
<p>${candidates.length} closed incidents are called ${typed}, or begin like that:</p>
!${closedList(candidates.slice(0, 50))}
!${candidates.length > 50 ? html`<p>Type more of its name to see the others.</p>` : ''}`,
  };
}

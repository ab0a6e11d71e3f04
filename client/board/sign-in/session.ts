import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionData } from '../visitor.ts';

/** ms a session lasts: a shift. */
export const sessionAge = 12 * 3_600_000;

/** Opens a session, with nothing in it of what was before. */
export function openSession(
  request: FastifyRequest,
  reply: FastifyReply,
  visitor: Pick<SessionData, 'signedIn' | 'name' | 'readsOnly'>,
  now: number,
): void {
  request.session.regenerate();
  const until = new Date(now + sessionAge).toISOString();
  request.session.set('visitor', { ...visitor, until, csrf: reply.generateCsrf() });
}

/** Where somebody wanted to go: a path of the board, and never elsewhere. */
export function wayTo(to: unknown): string {
  const fallback = '/board';
  if (typeof to !== 'string' || !to.startsWith('/')) return fallback;
  const { origin, pathname, search } = new URL(to, 'http://board.invalid');
  const own = origin === 'http://board.invalid' && /^\/board(\/|$)/.test(pathname);
  return own && !pathname.startsWith('/board/sign-') ? `${pathname}${search}` : fallback;
}

import type { FastifyRequest } from 'fastify';
import type { SignedIn } from '../../workflows/contract/people.ts';

/** What a session holds. */
export interface SessionData {
  signedIn: SignedIn;
  /** What the page calls them. */
  name: string;
  /** No file names them: they see, and say nothing. */
  readsOnly?: true;
  /** RFC 3339; afterwards they sign in again. */
  until: string;
  /** The same in all forms of the session. */
  csrf: string;
}

declare module '@fastify/secure-session' {
  interface SessionData {
    visitor: import('./visitor.ts').SessionData;
    /** What became of what was sent last; shown once. */
    flash: Flash;
  }
}

/** A sentence at the top of the next page. */
export interface Flash {
  outcome: 'done' | 'refused' | 'unknown';
  says: string;
}

/** Whose session it is; undefined for a stranger, and for one whose session is over. */
export function visitorOf(request: FastifyRequest, now: number): SessionData | undefined {
  const visitor = request.session.get('visitor');
  return visitor && Date.parse(visitor.until) > now ? visitor : undefined;
}

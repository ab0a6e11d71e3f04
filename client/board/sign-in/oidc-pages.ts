import type { FastifyInstance } from 'fastify';
import type { BoardParts } from '../parts.ts';
import { isReader, nameSomewhere } from '../rights.ts';
import { type Attempt, answerPath, type IdentityProvider } from './oidc.ts';
import { refuse } from './refuse.ts';
import { openSession, wayTo } from './session.ts';

declare module '@fastify/secure-session' {
  interface SessionData {
    /** The sign-in under way at the identity provider. */
    attempt: Attempt;
  }
}

/** To the identity provider, and back. */
export function oidcPages(app: FastifyInstance, parts: BoardParts, provider: IdentityProvider): void {
  app.get('/board/sign-in/oidc', async (request, reply) => {
    const begun = await provider.begin();
    if (begun.refused !== undefined) return refuse(parts, request, reply, begun.refused);
    request.session.set('attempt', begun.attempt);
    return await reply.redirect(begun.url, 303);
  });

  app.get(answerPath, async (request, reply) => {
    const attempt = request.session.get('attempt');
    request.session.set('attempt', undefined);
    const no = (because: string) => refuse(parts, request, reply, because);
    if (!attempt)
      return no(`You began no sign-in in this browser that ${provider.host} could answer: begin again.`);
    const vouched = await provider.finish(request.url, attempt);
    if (vouched.refused !== undefined) return no(vouched.refused);
    const signedIn = { email: vouched.email };
    const name = nameSomewhere(parts, signedIn);
    if (name === undefined && !isReader(parts, signedIn)) {
      return no(
        `Nobody in the catalogue has the mail address ${vouched.email}: ask for it as "email" under "people" in a file of systems/, with a role, or, to read only, in MAYDAY_BOARD_READERS of the gateway.`,
      );
    }
    const to = wayTo(request.session.get('to'));
    const visitor = name === undefined ? { name: vouched.email, readsOnly: true as const } : { name };
    openSession(request, reply, { signedIn, ...visitor }, parts.clock());
    return await reply.redirect(to, 303);
  });
}

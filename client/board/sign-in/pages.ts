import type { FastifyInstance } from 'fastify';
import { html } from 'ghtml';
import { sendPage } from '../page.ts';
import type { BoardParts, Pages } from '../parts.ts';
import { signInLinks } from './link.ts';
import { identityProvider } from './oidc.ts';
import { oidcPages } from './oidc-pages.ts';
import { refuse, waysIn } from './refuse.ts';
import { openSession, sessionAge, wayTo } from './session.ts';

declare module '@fastify/secure-session' {
  interface SessionData {
    /** Where a stranger wanted to go. */
    to: string;
  }
}

interface Asked {
  Querystring: { link?: unknown; to?: unknown };
  Body: { link?: unknown } | undefined;
}

/** The pages that a stranger sees. */
export function signInPages(app: FastifyInstance, parts: BoardParts): void {
  const links = signInLinks(parts);
  const { oidc, url } = parts.settings;
  if (oidc) oidcPages(app, parts, identityProvider(oidc, url));

  app.get<Asked>('/board/sign-in', async (request, reply) => {
    const { link, to } = request.query;
    if (to !== undefined) request.session.set('to', wayTo(to));
    if (typeof link !== 'string')
      return sendPage(request, reply, {
        title: 'Sign in',
        body: () => html`<h1>Sign in</h1>!${waysIn(parts)}`,
      });
    const judged = links.judge(link);
    if (judged.refused !== undefined) return refuse(parts, request, reply, judged.refused);
    const { name } = judged;
    // A preview that opens the link must not use it up, so it takes a person who presses a button.
    const body = () =>
      html`<h1>Sign in</h1>
<form method="post" action="/board/sign-in">
<input type="hidden" name="_csrf" value="${reply.generateCsrf()}">
<input type="hidden" name="link" value="${link}">
<button class="primary">Sign in as ${name}</button>
</form>
<p class="muted">On this browser, for ${sessionAge / 3_600_000} hours.</p>`;
    return sendPage(request, reply, { title: 'Sign in', body });
  });

  app.post<Asked>('/board/sign-in', { preHandler: app.csrfProtection }, async (request, reply) => {
    const judged = links.use(String(request.body?.link ?? ''));
    if (judged.refused !== undefined) return refuse(parts, request, reply, judged.refused);
    const { key, name } = judged;
    const to = wayTo(request.session.get('to'));
    openSession(request, reply, { signedIn: { key }, name }, parts.clock());
    return await reply.redirect(to, 303);
  });
}

/** The way out, for whoever is in. */
export const signOut: Pages = (app) => {
  app.post('/board/sign-out', async (request, reply) => {
    request.session.delete();
    return await reply.redirect('/board/sign-in', 303);
  });
};

import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from 'ghtml';
import { sendPage } from '../page.ts';
import type { BoardParts } from '../parts.ts';

/** Somebody stays a stranger, and reads why and what to do. */
export function refuse(
  parts: BoardParts,
  request: FastifyRequest,
  reply: FastifyReply,
  because: string,
): FastifyReply {
  const body = () =>
    html`<h1>Not signed in</h1><p class="notice bad" role="alert">${because}</p>!${waysIn(parts)}`;
  return sendPage(request, reply, { title: 'Not signed in', body }, 403);
}

/** How one signs in here. */
export function waysIn({ settings: { oidc, url } }: BoardParts): string {
  const provider = oidc
    ? html`<p><a class="button primary" href="/board/sign-in/oidc">Sign in with ${new URL(oidc.issuer).host}</a></p>`
    : '';
  return html`!${provider}<p>${oidc ? 'Or in' : 'In'} a terminal, with the key that you sign decisions with:</p>
<pre tabindex="0"><code>mayday sign-in --as NAME --board ${url}</code></pre>
<p>Open the link that it prints. It counts once, for 5 minutes.</p>`;
}

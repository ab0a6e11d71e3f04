import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from 'ghtml';
import { type Page, sendPage } from '../page.ts';

const pages = {
  systems: ['Systems', '/board/configured'],
  risks: ['Risks', '/board/configured/risks'],
  routes: ['Routes', '/board/configured/routes'],
  channels: ['Channels', '/board/configured/channels'],
  workers: ['Workers', '/board/configured/workers'],
  inForce: ['In force', '/board/configured/in-force'],
} as const;

export type Here = keyof typeof pages;

/** A page of what is configured, with the way to the others; `here` is the one it belongs to. */
export function sendConfigured(
  request: FastifyRequest,
  reply: FastifyReply,
  { here, body, ...page }: Page & { here: Here },
  status = 200,
): FastifyReply {
  const links = Object.entries(pages).map(
    ([name, [label, href]]) =>
      html`<li><a href="${href}" !${name === here ? 'aria-current="page"' : ''}>${label}</a></li>`,
  );
  return sendPage(
    request,
    reply,
    {
      ...page,
      under: 'configured',
      body: (region) =>
        html`<nav aria-label="Configured"><ul class="links">!${links}</ul></nav>!${body(region)}`,
    },
    status,
  );
}

import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from 'ghtml';
import { assets } from './assets.ts';
import { type Flash, visitorOf } from './visitor.ts';

/** A page: what stays, and what changes while somebody looks. */
export interface Page {
  title: string;
  /** Which entry of the navigation it is under. */
  under?: Place;
  /** HTML of `<main>`; `region` puts one of the live parts where it belongs. */
  body: (region: (id: string) => string) => string;
  /** HTML by id; a tab asks for these again and again and shows what has changed. The same state must give the same bytes. */
  live?: Record<string, string>;
  /** Where it is asked for again, if that is not its own address, as after a form that was not taken. */
  follow?: string;
}

/** In this order; each part of the board has its own beside `board.css`. */
const styles = ['board.css', 'open.css', 'incident.css', 'plans.css', 'archive.css', 'configured.css'];

const places = {
  open: ['Open', '/board'],
  declare: ['Declare', '/board/declare'],
  closed: ['Closed', '/board/closed'],
  measures: ['Measures', '/board/measures'],
  configured: ['Configured', '/board/configured'],
} as const;

export type Place = keyof typeof places;

/** Answers with a page, or with its live parts where a tab asks only for them. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
  status = 200,
): FastifyReply {
  const { live = {} } = page;
  void reply.header('cache-control', 'no-store');
  if (request.headers['x-board-live']) return sendLive(request, reply, live);
  const flash = request.session.get('flash');
  if (flash) request.session.set('flash', undefined);
  const visitor = visitorOf(request, Date.now());
  const region = (id: string) => html`<div id="live-${id}" data-live="${id}">!${live[id] ?? ''}</div>`;
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(shell(page, { name: visitor?.name, csrf: visitor?.csrf, flash, body: page.body(region) }));
}

/** What a form of the session carries, beside its own fields. */
export function csrfField(request: FastifyRequest): string {
  return html`<input type="hidden" name="_csrf" value="${visitorOf(request, Date.now())?.csrf ?? ''}">`;
}

function sendLive(request: FastifyRequest, reply: FastifyReply, live: Record<string, string>): FastifyReply {
  const body = JSON.stringify(live);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  void reply.header('etag', etag);
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  return reply.type('application/json; charset=utf-8').send(body);
}

interface Around {
  name?: string;
  csrf?: string;
  flash?: Flash;
  body: string;
}

function shell({ title, under, live, follow = '' }: Page, { name, csrf, flash, body }: Around): string {
  const entries = Object.entries(places).map(
    ([place, [label, href]]) =>
      html`<a href="${href}" !${place === under ? 'aria-current="page"' : ''}>${label}</a>`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Mayday</title>
<link rel="icon" href="${assets['icon.svg']}" type="image/svg+xml">
!${styles.map((file) => html`<link rel="stylesheet" href="${assets[file]}">`)}
<script src="${assets['board.js']}" type="module"></script>
</head>
<body !${live ? html`data-follow="${follow}"` : ''}>
<a class="skip" href="#main">Skip to the content</a>
<header>
<a class="brand" href="/board">Mayday</a>
!${name === undefined ? '' : html`<nav aria-label="Board">!${entries}</nav>`}
!${name === undefined ? '' : signedIn(name, csrf)}
</header>
<p id="stale" class="stale" role="status" hidden></p>
!${flash ? html`<p class="flash ${flash.outcome}" role="status">${flash.says}</p>` : ''}
<main id="main">!${body}</main>
</body>
</html>
`;
}

function signedIn(name: string, csrf = ''): string {
  return html`<form class="visitor" method="post" action="/board/sign-out"><input type="hidden" name="_csrf" value="${csrf}"><span>${name}</span><button class="quiet">Sign out</button></form>`;
}

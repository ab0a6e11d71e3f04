import { hkdfSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import csrfProtection from '@fastify/csrf-protection';
import formBody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import secureSession from '@fastify/secure-session';
import staticFiles from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { html } from 'ghtml';
import { createShelf } from '../../archive/shelf.ts';
import { closedPages } from './closed/pages.ts';
import { configuredPages } from './configured/pages.ts';
import { declarePages } from './declare/pages.ts';
import { decidePages } from './incident/decide-pages.ts';
import { incidentPages } from './incident/pages.ts';
import { measuresPages } from './measures/pages.ts';
import { openPages } from './open/pages.ts';
import { sendPage } from './page.ts';
import type { BoardParts, Pages } from './parts.ts';
import { postMortemPages } from './post-mortem/pages.ts';
import { createReader } from './reader.ts';
import { rememberingProfiles } from './remembered-profiles.ts';
import { mayStay } from './rights.ts';
import { signInPages, signOut } from './sign-in/pages.ts';
import { sessionAge } from './sign-in/session.ts';
import { trouble } from './trouble.ts';
import { visitorOf } from './visitor.ts';

/** Behind the session; each adds its own. */
const pages: readonly Pages[] = [
  openPages,
  declarePages,
  incidentPages,
  decidePages,
  closedPages,
  postMortemPages,
  measuresPages,
  configuredPages,
  signOut,
];

/** The incident board, at `/board`. */
export function board(
  given: Omit<BoardParts, 'reader' | 'shelf' | 'clock'> & Partial<Pick<BoardParts, 'clock'>>,
) {
  const parts: BoardParts = {
    clock: Date.now,
    reader: createReader(given.client),
    shelf: createShelf(given.settings.archiveDir),
    ...given,
    catalogue: rememberingProfiles(given.catalogue, given.clock ?? Date.now),
  };
  const secure = parts.settings.url.startsWith('https:');

  return async (app: FastifyInstance) => {
    app.removeAllContentTypeParsers();
    await app.register(formBody, { bodyLimit: 100_000 });
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          connectSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
        },
      },
      strictTransportSecurity: secure,
      referrerPolicy: { policy: 'no-referrer' },
    });
    await app.register(secureSession, {
      key: parts.settings.keys.map(keyOf),
      cookieName: 'mayday-board',
      expiry: sessionAge / 1_000,
      cookie: { path: '/board', httpOnly: true, sameSite: 'lax', secure, maxAge: sessionAge / 1_000 },
    });
    await app.register(csrfProtection, { sessionPlugin: '@fastify/secure-session' });
    await app.register(staticFiles, {
      root: fileURLToPath(new URL('assets', import.meta.url)),
      prefix: '/board/assets/',
      maxAge: '1 h',
    });
    app.setErrorHandler((error, request, reply) => {
      const { status, says } = trouble(error, parts);
      if (status >= 500) request.log.error({ err: error }, 'a page could not be made');
      const body = () => html`<h1>This did not work</h1><p>${says}</p>`;
      return sendPage(request, reply, { title: 'This did not work', body }, status);
    });
    signInPages(app, parts);
    await app.register(async (inside) => {
      inside.addHook('onRequest', async (request, reply) => {
        const visitor = visitorOf(request, parts.clock());
        if (visitor && mayStay(parts, visitor)) return;
        if (visitor) request.session.delete();
        if (request.headers['x-board-live'] || request.method !== 'GET') return await reply.code(401).send();
        return await reply.redirect(`/board/sign-in?to=${encodeURIComponent(request.url)}`, 303);
      });
      inside.addHook('preValidation', async (request, reply) => {
        if (request.method !== 'POST') return;
        await new Promise<void>((done) => inside.csrfProtection(request, reply, done));
      });
      for (const add of pages) add(inside, parts);
    });
  };
}

/** 32 bytes, as libsodium takes them, of a key of any length. */
function keyOf(text: string): Buffer {
  return Buffer.from(hkdfSync('sha256', text, '', 'mayday board', 32));
}

import { z } from 'zod';
import { isLoopback, text } from './schemas.ts';
import { settings } from './setting.ts';

/** How mail is sent. */
export const mail = settings({
  MAYDAY_SMTP_URL: {
    readBy: ['worker'],
    kind: 'secret',
    schema: text
      .transform(readServer)
      .refine(
        (server) => server !== undefined,
        'write the address of a mail server, like smtps://smtp.example.com, with user, colon, password and @ before the host where it asks for them',
      )
      .optional(),
    otherwise: 'no mail',
    what: 'the mail server: `smtps://user:password@smtp.example.com`, or `smtp://` with port 587; a password is sent over TLS only',
    docs: 'paging.md#mail',
  },
  MAYDAY_MAIL_FROM: {
    readBy: ['worker'],
    kind: 'text',
    schema: text.refine(isSender, 'write an address, or a name and <address>').optional(),
    what: 'who mail is from: an address, or a name and `<address>`',
    docs: 'paging.md#mail',
  },
  MAYDAY_SMTP_CA: {
    readBy: ['worker'],
    kind: 'text',
    mayHoldSecret: true,
    schema: text
      .refine(
        (pem) => pem.includes('-----BEGIN CERTIFICATE-----'),
        'write certificates as PEM; easiest is MAYDAY_SMTP_CA_FILE',
      )
      .optional(),
    what: 'certificates (PEM) that are trusted, too, when mail is sent',
    docs: 'paging.md#mail',
  },
});

/** A mail server as its URL says it. */
export interface MailServer {
  host: string;
  port?: number;
  secure: boolean;
  requireTls: boolean;
  user?: string;
  password?: string;
}

function readServer(given: string): MailServer | undefined {
  const url = URL.parse(given);
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname || url.search) return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const { user, password } = credentials(url) ?? {};
  if (url.username && user === undefined) return undefined;
  return {
    host,
    ...(url.port ? { port: Number(url.port) } : {}),
    secure: url.protocol === 'smtps:',
    // A password goes over no wire that others can read.
    requireTls: user !== undefined && !isLoopback(host),
    ...(user === undefined || password === undefined ? {} : { user, password }),
  };
}

function credentials({ username, password }: URL): { user: string; password: string } | undefined {
  if (!username) return undefined;
  try {
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return undefined;
  }
}

function isSender(given: string): boolean {
  const address = /^[^<>\p{Cc}]*<([^<>]+)>$/u.exec(given)?.[1] ?? given;
  return z.email().safeParse(address).success;
}

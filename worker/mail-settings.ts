import { z } from 'zod';
import type { SmtpSettings } from '../activities/mail/smtp.ts';

/** What the environment says about mail; `value` also reads NAME_FILE. `wrong` has a sentence per mistake. */
export function readMailSettings(value: (name: string) => string | undefined): {
  mail?: SmtpSettings;
  wrong: string[];
} {
  const wrong: string[] = [];
  const read = (name: string) => {
    try {
      return value(name)?.trim() || undefined;
    } catch (error) {
      wrong.push(`${(error as Error).message}.`);
      return undefined;
    }
  };
  const url = read('MAYDAY_SMTP_URL');
  const from = read('MAYDAY_MAIL_FROM');
  const ca = read('MAYDAY_SMTP_CA');
  if (wrong.length === 0 && Boolean(url) !== Boolean(from)) {
    wrong.push('MAYDAY_SMTP_URL and MAYDAY_MAIL_FROM belong together: set both or neither.');
  }
  const server = url === undefined ? undefined : readUrl(url);
  if (url && !server) {
    wrong.push(
      'MAYDAY_SMTP_URL is no address of a mail server, like smtps://user:password@smtp.example.com.',
    );
  }
  if (from && !isSender(from)) {
    wrong.push(`MAYDAY_MAIL_FROM is "${from}"; write an address, or a name and <address>.`);
  }
  if (ca && !ca.includes('-----BEGIN CERTIFICATE-----')) {
    wrong.push('MAYDAY_SMTP_CA holds no certificate (PEM).');
  }
  return { ...(server && from ? { mail: { ...server, from, ...(ca ? { ca } : {}) } } : {}), wrong };
}

function readUrl(text: string): Omit<SmtpSettings, 'from' | 'ca'> | undefined {
  const url = URL.parse(text);
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname || url.search) return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const here = host === 'localhost' || host === '::1' || /^127\./.test(host);
  const { user, password } = credentials(url) ?? {};
  if (url.username && user === undefined) return undefined;
  return {
    host,
    ...(url.port ? { port: Number(url.port) } : {}),
    secure: url.protocol === 'smtps:',
    // A password goes over no wire that others can read.
    requireTls: user !== undefined && !here,
    ...(user === undefined ? {} : { user, password }),
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

function isSender(text: string): boolean {
  const address = /^[^<>\p{Cc}]*<([^<>]+)>$/u.exec(text)?.[1] ?? text;
  return z.email().safeParse(address).success;
}

import type { Explained, Place } from './failures.ts';

/** What keeps a connection from being made, or breaks it off; undefined for anything else. */
export function explainNetwork(
  error: unknown,
  message: string,
  { server, host, tls }: Place,
): Explained | undefined {
  const code = codeOf(error);
  const unreachable = (says: string): Explained => ({ trouble: 'unreachable', says });
  if (code === 'ECONNREFUSED') {
    return unreachable(
      `Redis at ${server} is down: the connection was refused, nothing listens there. See whether the server runs, and host and port in the URL.`,
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return unreachable(`The host ${host} is not known: see the name in the URL, and DNS.`);
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return unreachable(`There is no way to Redis at ${server} through the network (${code}).`);
  }
  if (code === 'ETIMEDOUT' || /timed? ?out/i.test(message)) {
    return unreachable(
      `Redis at ${server} did not answer within 5 s: it hangs, ${tls ? 'takes no TLS on this port, ' : ''}or the network on the way drops packets.`,
    );
  }
  const brokenOff = /^Connection is closed|Stream isn't writeable|Socket closed|socket hang up/i.test(
    message,
  );
  if (brokenOff || code === 'ECONNRESET' || code === 'EPIPE') {
    const hint = tls ? '' : ', or wants TLS (rediss: in the URL)';
    return unreachable(
      `Redis at ${server} broke the connection off (${message.replace(/\.$/, '')}): it stopped${hint}; see the server's log.`,
    );
  }
  return undefined;
}

/** Certificates that are not trusted, files that cannot be read, and no agreement on TLS. */
export function explainTls(error: unknown, message: string, { server }: Place): Explained | undefined {
  const code = codeOf(error);
  if ((error as { syscall?: unknown } | null)?.syscall === 'open') {
    const says = `The URL for Redis at ${server} names certificates that are of no use (${message}): see ssl_ca_certs, ssl_certfile and ssl_keyfile in it.`;
    return { trouble: 'url', says };
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(code)) {
    const says = `Redis at ${server} shows a certificate that is not trusted (${message}): see its names and dates, and ssl_ca_certs=/path in the URL.`;
    return { trouble: 'tls', says };
  }
  if (/^ERR_(SSL|TLS)|^EPROTO$/.test(code)) {
    const says = `TLS with Redis at ${server} could not be agreed on (${message.split('\n')[0]}): does it take TLS on this port? Without, write redis: in the URL.`;
    return { trouble: 'tls', says };
  }
  return undefined;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, errors } = error as { code?: unknown; errors?: unknown[] };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : '';
}

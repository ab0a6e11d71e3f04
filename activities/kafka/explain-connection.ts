import type { Cause, Explained, Place } from './failures.ts';

/** What keeps a connection from being made, or breaks it off; undefined for anything else. */
export function explainNetwork(causes: Cause[], { server, tls, user }: Place): Explained | undefined {
  const unreachable = (says: string): Explained => ({ trouble: 'unreachable', says });
  const code = (wanted: RegExp) => causes.find((cause) => wanted.test(cause.code));
  if (code(/^ECONNREFUSED$/)) {
    return unreachable(
      `Kafka at ${server} is down: the connection was refused, nothing listens there. See whether the broker runs, and host and port of the target.`,
    );
  }
  const unknown = code(/^(ENOTFOUND|EAI_AGAIN)$/);
  if (unknown) {
    const host = /(?:ENOTFOUND|EAI_AGAIN) (\S+)/.exec(unknown.message)?.[1] ?? server;
    return unreachable(`The host ${host} is not known: see the brokers of the target, and DNS.`);
  }
  const noWay = code(/^(EHOSTUNREACH|ENETUNREACH)$/);
  if (noWay) return unreachable(`There is no way to Kafka at ${server} through the network (${noWay.code}).`);
  if (causes.some(({ message }) => /timed? ?out/i.test(message))) {
    return unreachable(
      `Kafka at ${server} did not answer in time: it hangs, ${tls ? 'takes no TLS on this port, ' : ''}or the network on the way drops packets.`,
    );
  }
  if (causes.some(({ message }) => /Connection closed|socket hang up|ECONNRESET|EPIPE/i.test(message))) {
    const wants = [...(tls ? [] : ['TLS']), ...(user === undefined ? ['a user (sasl)'] : [])].join(' or ');
    const hint = wants === '' ? '' : `, or wants ${wants}`;
    return unreachable(`Kafka at ${server} broke the connection off: it stopped${hint}; see its log.`);
  }
  return undefined;
}

/** Certificates that are not trusted, and no agreement on TLS. */
export function explainTls(causes: Cause[], { server }: Place): Explained | undefined {
  const untrusted = causes.find(({ code }) => /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ALTNAME/.test(code));
  if (untrusted) {
    const says = `Kafka at ${server} shows a certificate that is not trusted (${untrusted.message.split(';')[0]}): see its names and dates, and "authority" of the target's tls.`;
    return { trouble: 'tls', says };
  }
  if (
    causes.some(
      ({ message, code }) =>
        /TLS handshake failed/.test(message) || /^ERR_(SSL|TLS)|^EPROTO$|^ERR_OSSL/.test(code),
    )
  ) {
    const says = `TLS with Kafka at ${server} could not be agreed on: does it take TLS on this port? Without, take "tls" away from the target.`;
    return { trouble: 'tls', says };
  }
  return undefined;
}

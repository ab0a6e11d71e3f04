import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { guardedLookup, refuseHost } from '../../outbound/lookup.ts';
import { refusalIn } from '../../outbound/refusal.ts';

/** The certificate that a server shows for a name. */
export interface Served {
  certificate: X509Certificate;
  /** Why a browser would refuse it, other than its time, after the host; null = it would not. */
  refused: string | null;
}

const patience = 4_000;

/**
 * Asks a server for its certificate, trusted or not, and says nothing else to it.
 * @throws Error with the code of a socket, or of OpenSSL where the two find no way to speak TLS
 */
export function servedCertificate(host: string, port: number): Promise<Served> {
  return new Promise((resolve, reject) => {
    const servername = isIP(host) ? '' : host;
    refuseHost(host);
    const socket = connect({ host, port, servername, lookup: guardedLookup, rejectUnauthorized: false });
    const late = setTimeout(
      () => socket.destroy(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })),
      patience,
    );
    socket.on('close', () => clearTimeout(late));
    socket.on('error', reject);
    socket.on('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      socket.end();
      if (certificate === undefined) reject(new Error('it shows no certificate'));
      else resolve({ certificate, refused: refusal(socket.authorizationError, certificate, host) });
    });
  });
}

/** The code of why it is not trusted; its time is looked at elsewhere. */
function refusal(reason: Error | string | null, certificate: X509Certificate, host: string): string | null {
  if (!covers(certificate, host)) {
    const names = certificate.subjectAltName?.replaceAll('DNS:', '') ?? 'no name at all';
    return `shows a certificate for ${names.slice(0, 200)}`;
  }
  const code = reason instanceof Error ? ((reason as { code?: string }).code ?? reason.message) : reason;
  if (!code || /EXPIRED|NOT_YET_VALID|ALTNAME/.test(code)) return null;
  const issuer = commonName(certificate.issuer);
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT')
    return `shows a certificate that ${issuer} signed for itself, trusted by nobody`;
  if (/SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/.test(code))
    return `shows a certificate of ${issuer}, which is not trusted, or comes without those between`;
  return `shows a certificate that is not trusted (${code})`;
}

/** Who stands in a name such as `C=US\nO=Shop\nCN=Shop authority`. */
export function commonName(name: string): string {
  return /(?:^|\n)CN=(.*)/.exec(name)?.[1] ?? (name.replaceAll('\n', ', ') || 'nobody');
}

/** Whether a certificate is for this name or address. */
export function covers(certificate: X509Certificate, host: string): boolean {
  return (isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined;
}

/** Why a server showed no certificate, after the host: sick where it answered, unknown where nobody did. */
export function unserved(error: unknown): { verdict: 'sick' | 'unknown'; says: string } {
  const { code = '', message, reason } = error as Error & { code?: string; reason?: string };
  const unknown = (says: string) => ({ verdict: 'unknown' as const, says });
  const refusal = refusalIn(error);
  if (refusal) return unknown(`is not asked: ${refusal}`);
  if (code === 'ECONNREFUSED') return unknown('is down: nothing listens there');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return unknown('is not known to DNS');
  if (code === 'ETIMEDOUT') return unknown(`did not answer within ${patience / 1_000} s`);
  if (code === 'ECONNRESET') return { verdict: 'sick', says: 'broke off before it showed a certificate' };
  if (/^(EPROTO|ERR_(SSL|TLS|OSSL))/.test(code))
    return { verdict: 'sick', says: `does not speak TLS as we do (${reason ?? code})` };
  return unknown(`could not be reached (${code || message})`);
}

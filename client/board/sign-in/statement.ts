import { createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import { privateKey, publicKeyOf } from '../../keys/private-key.ts';

/** What somebody signs with their own key to sign in: "I am who holds this key, at that gateway, now". */
export interface Statement {
  /** Base64 of SPKI DER. */
  key: string;
  /** The origin of the gateway that it is made for. */
  gateway: string;
  /** RFC 3339 */
  at: string;
  /** A link counts once. */
  nonce: string;
}

/** The statement and its Ed25519 signature, as a link carries them. @throws Error if the PEM is no Ed25519 private key */
export function signStatement(privateKeyPem: string, gateway: string, now: number): string {
  const statement: Statement = {
    key: publicKeyOf(privateKeyPem),
    gateway,
    at: new Date(now).toISOString(),
    nonce: randomBytes(16).toString('base64url'),
  };
  const said = Buffer.from(JSON.stringify(statement)).toString('base64url');
  return `${said}.${sign(null, signedText(said), privateKey(privateKeyPem)).toString('base64url')}`;
}

/** The statement of a link, signed by the very key it names; undefined if a single character is not as it was written. */
export function readStatement(link: string): Statement | undefined {
  const [said = '', written = '', ...more] = link.split('.');
  const signature = Buffer.from(written, 'base64url');
  // One spelling only: Node's base64 reads over what does not belong there.
  if (more.length > 0 || signature.toString('base64url') !== written) return undefined;
  try {
    const { key, gateway, at, nonce } = JSON.parse(Buffer.from(said, 'base64url').toString()) as Statement;
    if (![key, gateway, at, nonce].every((each) => typeof each === 'string' && each !== '')) return undefined;
    const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    if (publicKey.asymmetricKeyType !== 'ed25519') return undefined;
    return verify(null, signedText(said), publicKey, signature) ? { key, gateway, at, nonce } : undefined;
  } catch {
    return undefined;
  }
}

function signedText(said: string): Buffer {
  return Buffer.from(`mayday-sign-in-v1\n${said}`);
}

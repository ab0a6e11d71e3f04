import { createHash, createPublicKey, verify } from 'node:crypto';

/** Which of some public keys (base64 of SPKI DER) made an Ed25519 signature (base64) of a text. What is no key, or no signature, made none. */
export function signerOf(
  publicKeys: readonly string[],
  text: string,
  signature: string | undefined,
): string | undefined {
  if (typeof signature !== 'string') return undefined;
  const bytes = Buffer.from(signature, 'base64');
  // One spelling only: Node's base64 reads over characters that do not belong there.
  if (bytes.length !== 64 || bytes.toString('base64') !== signature) return undefined;
  return publicKeys.find((key) => {
    const made = ed25519(key);
    return made !== undefined && verify(null, Buffer.from(text), made, bytes);
  });
}

/** Whether a text is the base64 of an Ed25519 public key's SPKI DER. */
export function isPublicKey(text: string): boolean {
  return ed25519(text) !== undefined;
}

/** What a public key is called: the first 8 hex digits of its SHA-256. */
export function keyName(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 8);
}

function ed25519(publicKey: string) {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

import { sign } from 'node:crypto';
import type { Signer } from '../activities/dependencies.ts';
import { privateKey, publicKeyOf } from '../client/keys/private-key.ts';
import type { ReadEnvironment } from '../settings/read-environment.ts';

/** Who signs the audit trail; absent = nobody. */
export function readSigner({ values }: ReadEnvironment): Signer | undefined {
  return values.MAYDAY_AUDIT_KEY === undefined ? undefined : signerOf(values.MAYDAY_AUDIT_KEY);
}

/** @throws Error with a sentence if the PEM holds no Ed25519 private key */
export function signerOf(privateKeyPem: string): Signer {
  const key = privateKey(privateKeyPem);
  return {
    publicKey: publicKeyOf(privateKeyPem),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  };
}

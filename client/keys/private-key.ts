import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A person's new pair: the private key as PKCS#8 PEM, the public one as base64 of SPKI DER. */
export function newKeyPair(): { privateKeyPem: string; publicKey: string } {
  const { privateKey: made } = generateKeyPairSync('ed25519');
  const privateKeyPem = made.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { privateKeyPem, publicKey: publicKeyOf(privateKeyPem) };
}

/** The public half as the catalogue wants it: base64 of SPKI DER. @throws like `privateKey` */
export function publicKeyOf(privateKeyPem: string): string {
  return createPublicKey(privateKey(privateKeyPem))
    .export({ type: 'spki', format: 'der' })
    .toString('base64');
}

/** Reads a PKCS#8 PEM. @throws Error with a sentence if it holds no unencrypted Ed25519 private key */
export function privateKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw new Error('It holds no private key that can be read without a passphrase.', { cause: error });
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new Error(`It holds a key of type ${key.asymmetricKeyType}, and a decision takes Ed25519.`);
  }
  return key;
}

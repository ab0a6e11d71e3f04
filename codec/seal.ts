import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EncryptionKey } from './key-ring.ts';

/** What a sealed text belongs to; it opens for nothing else. */
export interface Belongs {
  namespace: string;
  keyId: string;
  /** Absent = it was sealed for no run in particular. */
  workflowId: string | undefined;
}

const cipher = 'aes-256-gcm';
/** bytes; a random nonce is good for 2^32 texts a key. */
const nonceLength = 12;
const tagLength = 16;

/** AES-256-GCM: nonce, ciphertext and tag in one. */
export function seal(plain: Uint8Array, { id, key }: EncryptionKey, belongs: Omit<Belongs, 'keyId'>) {
  const nonce = randomBytes(nonceLength);
  const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagLength });
  sealing.setAAD(associated({ ...belongs, keyId: id }));
  return Buffer.concat([nonce, sealing.update(plain), sealing.final(), sealing.getAuthTag()]);
}

/** @throws Error if a byte is not as sealed, or it belongs to something else */
export function unseal(sealed: Uint8Array, key: Uint8Array, belongs: Belongs): Buffer {
  if (sealed.length < nonceLength + tagLength) throw new Error('It is too short');
  const text = sealed.subarray(nonceLength, sealed.length - tagLength);
  const opening = createDecipheriv(cipher, key, sealed.subarray(0, nonceLength), {
    authTagLength: tagLength,
  });
  opening.setAAD(associated(belongs));
  opening.setAuthTag(sealed.subarray(sealed.length - tagLength));
  return Buffer.concat([opening.update(text), opening.final()]);
}

// JSON keeps the parts apart: no two lists give one text.
function associated({ namespace, keyId, workflowId }: Belongs): Buffer {
  return Buffer.from(JSON.stringify(['mayday', 1, namespace, keyId, workflowId ?? null]));
}

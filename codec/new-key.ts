import { randomBytes } from 'node:crypto';

/** A new key as MAYDAY_ENCRYPTION_KEYS has it, named by its day and something random, since two may be made in a day. */
export function newEncryptionKey(now: Date): string {
  const id = `${now.toISOString().slice(0, 10)}-${randomBytes(2).toString('hex')}`;
  return `${id}:${randomBytes(32).toString('base64')}`;
}

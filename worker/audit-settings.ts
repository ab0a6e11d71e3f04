import { sign } from 'node:crypto';
import type { Signer } from '../activities/dependencies.ts';
import { linesOfKey } from '../client/gateway/slack/config.ts';
import { privateKey, publicKeyOf } from '../client/keys/private-key.ts';

/** What the environment says about signing the audit trail; `value` also reads NAME_FILE. `wrong` has a sentence per mistake. */
export function readAuditSettings(value: (name: string) => string | undefined): {
  signer?: Signer;
  /** Lines of the key, for no log may show them. */
  secrets: string[];
  wrong: string[];
} {
  try {
    // A variable that cannot hold line breaks has them written out.
    const pem = value('MAYDAY_AUDIT_KEY')?.replaceAll('\\n', '\n').trim();
    if (!pem) return { secrets: [], wrong: [] };
    return { signer: signerOf(pem), secrets: linesOfKey(pem), wrong: [] };
  } catch (error) {
    return { secrets: [], wrong: [`MAYDAY_AUDIT_KEY cannot be used. ${(error as Error).message}`] };
  }
}

/** @throws Error with a sentence if the PEM holds no Ed25519 private key */
export function signerOf(privateKeyPem: string): Signer {
  const key = privateKey(privateKeyPem);
  return {
    publicKey: publicKeyOf(privateKeyPem),
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  };
}

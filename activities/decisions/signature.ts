import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { final } from '../../workflows/contract/failures.ts';
import { type Decision, decisionText } from '../../workflows/contract/plans.ts';

/** Whether one of the keys (base64 of SPKI DER) made the decision's signature. @throws ApplicationFailure `InvalidInput` for what is no Ed25519 key */
export function signedBy(publicKeys: readonly string[], decision: Decision): boolean {
  const signature = Buffer.from(decision.signature ?? '', 'base64');
  // One spelling only: Node's base64 reads over characters that do not belong there.
  if (signature.length !== 64 || signature.toString('base64') !== decision.signature) return false;
  const text = Buffer.from(decisionText(decision));
  return publicKeys.some((key) => verify(null, text, ed25519(key), signature));
}

function ed25519(publicKey: string): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {}
  throw ApplicationFailure.nonRetryable(
    'A public key in the settings is not Ed25519: give the base64 of its SPKI DER.',
    final.invalidInput,
  );
}

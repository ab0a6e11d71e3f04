import { sign } from 'node:crypto';
import { type Decision, decisionText } from '../../workflows/contract/plans.ts';
import { privateKey } from './private-key.ts';

/**
 * The decision with its Ed25519 signature, base64; `door` says where the person decided.
 * @throws Error if the PEM is no Ed25519 private key
 */
export function signDecision(privateKeyPem: string, decision: Decision): Decision {
  const signature = sign(null, Buffer.from(decisionText(decision)), privateKey(privateKeyPem));
  return { ...decision, signature: signature.toString('base64') };
}

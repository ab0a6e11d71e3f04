import { isSigned } from '../signature.ts';

/** s that a request may be older or newer than now. */
const tolerated = 5 * 60;

/** What Slack's signature is over and compared with. */
export interface Signed {
  /** Any of them may have signed, so that a new one can be set up before the old one is gone. */
  signingSecrets: readonly string[];
  /** As it came over the wire. */
  body: Buffer;
  /** `X-Slack-Request-Timestamp` */
  timestamp: unknown;
  /** `X-Slack-Signature` */
  signature: unknown;
  /** Epoch ms. */
  now: number;
}

/** Why a request is not Slack's, or undefined if it is; takes the same time for every signature. */
export function signatureFault({
  signingSecrets,
  body,
  timestamp,
  signature,
  now,
}: Signed): string | undefined {
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return 'it has no timestamp of Slack';
  if (typeof signature !== 'string' || !/^v0=[0-9a-f]{64}$/.test(signature))
    return 'it has no signature of Slack';
  const age = now / 1_000 - Number(timestamp);
  if (age > tolerated) return 'it is more than five minutes old: compare the clocks, if it was sent just now';
  if (age < -tolerated) return 'it is dated more than five minutes ahead: compare the clocks';
  const fits = isSigned({
    secrets: signingSecrets,
    parts: [`v0:${timestamp}:`, body],
    shown: [signature.slice(3)],
  });
  return fits ? undefined : 'its signature is not by our signing secret';
}

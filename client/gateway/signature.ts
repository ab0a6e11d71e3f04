import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a sender signed, and what it showed for it. */
export interface Signed {
  /** Any of them may have signed, so that a new one can be set up before the old one is gone. */
  secrets: readonly string[];
  /** What the signature is over, joined. */
  parts: readonly (string | Buffer)[];
  /** 64 lower-case hex digits each; any may be the right one. */
  shown: readonly string[];
}

/** Whether a shown signature is HMAC-SHA256 by one of the secrets; takes the same time whichever fits. */
export function isSigned({ secrets, parts, shown }: Signed): boolean {
  const expected = secrets.map((secret) => {
    const hmac = createHmac('sha256', secret);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  });
  const presented = shown
    .filter((hex) => /^[0-9a-f]{64}$/.test(hex))
    .slice(0, mostShown)
    .map((hex) => Buffer.from(hex, 'hex'));
  const fits = presented.flatMap((each) => expected.map((digest) => timingSafeEqual(each, digest)));
  return fits.includes(true);
}

const mostShown = 10;

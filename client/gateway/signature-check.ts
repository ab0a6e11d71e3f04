import type { Arrived, Check } from './hooks.ts';
import { isSigned } from './signature.ts';

/** How a sender signs: HMAC-SHA256 in hex, over the body. */
export interface Signing {
  secrets: readonly string[];
  /** Names as they are written down where the sender is set up. */
  header: string;
  /** What stands before the hex digits, e.g. `sha256=`. */
  prefix?: string;
  /** The header of the time of sending, in seconds since 1970; then `time:body` is signed. */
  timestampHeader?: string;
  /** Where our side of the secret is, e.g. `MAYDAY_GRAFANA_SECRET`. */
  secretOf: string;
}

/** s a message may be old, or ahead of our clock. */
const tolerated = 5 * 60;

/** The check of a sender that signs what it sends. */
export function signatureCheck({ secrets, header, prefix = '', timestampHeader, secretOf }: Signing): Check {
  const one = (headers: Arrived['headers'], name: string) => {
    const value = headers[name.toLowerCase()];
    return typeof value === 'string' ? value : '';
  };

  return {
    signature({ body, headers, at }) {
      const shown = one(headers, header);
      if (shown === '') return `It has no ${header}: let the sender sign with the secret of ${secretOf}.`;
      const time = timestampHeader && one(headers, timestampHeader);
      if (timestampHeader) {
        if (!/^\d{1,12}$/.test(time ?? ''))
          return `It has no ${timestampHeader} with a time in seconds: set one up at the sender.`;
        const age = at / 1_000 - Number(time);
        if (age > tolerated)
          return `Its ${timestampHeader} is more than five minutes old: compare the clocks, if it was sent just now.`;
        if (age < -tolerated)
          return `Its ${timestampHeader} is more than five minutes ahead: compare the clocks.`;
      }
      const parts = timestampHeader ? [`${time}:`, body] : [body];
      const fits =
        shown.startsWith(prefix) && isSigned({ secrets, parts, shown: [shown.slice(prefix.length)] });
      return fits ? undefined : `Its ${header} is not by the secret of ${secretOf}: compare both sides.`;
    },
  };
}

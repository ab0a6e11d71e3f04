import path from 'node:path';
import { z } from 'zod';
import { isPublicKey } from '../archive/audit/signatures.ts';
import { privateKey } from '../client/keys/private-key.ts';

/** Any text. */
export const text = z.string();

/** A path, made absolute. */
export const place = z.string().transform((given) => path.resolve(given));

/** `yes` or `no` → boolean. */
export const yesOrNo = z.enum(['yes', 'no'], 'write yes or no').transform((given) => given === 'yes');

/** Set to anything = true. */
export const flag = z
  .string()
  .optional()
  .transform((given) => given !== undefined);

/** Texts with commas between; not set = none. */
export const list = z.string().default('').transform(listed);

/** A whole number between two. */
export function number(least: number, most: number, example: number) {
  const says = `write a number from ${least} to ${most}, e.g. ${example}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, says)
    .transform(Number)
    .refine((given) => given >= least && given <= most, says);
}

/** A port; 0 = any free one. */
export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'write a number from 0 (any free one) to 65535')
  .transform(Number)
  .refine((given) => given <= 65_535, 'write a number from 0 (any free one) to 65535');

const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `1500ms`, `5s`, `2m`, `1h` → ms, between two that are written the same way. */
export function duration(least: string, most: string, example: string) {
  const [from, to] = [milliseconds(least), milliseconds(most)];
  const says = `write a time between ${least} and ${most}, e.g. ${example}`;
  return z
    .string()
    .transform(milliseconds)
    .refine((ms) => ms >= from && ms <= to, says);
}

/** An address with one of these schemes and no query; credentials in it are refused, since it may be shown. */
export function url(example: string, schemes: readonly string[] = ['http', 'https']) {
  return z.string().refine((given) => {
    const read = URL.parse(given);
    if (!read?.hostname || read.username || read.password || read.search) return false;
    return schemes.includes(read.protocol.slice(0, -1));
  }, `write an address without user, password and query, e.g. ${example}`);
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return /^(localhost|\[?::1\]?|127(\.\d{1,3}){3})$/.test(host);
}

/** An address that nobody on the way can answer for: over https, or on this machine. */
export function isTrustworthy(given: string): boolean {
  const read = URL.parse(given);
  return read?.protocol === 'https:' || (read?.protocol === 'http:' && isLoopback(read.hostname));
}

/** Scheme and host alone, without a slash at the end. */
export const origin = z
  .string()
  .transform((given) => given.replace(/\/$/, ''))
  .refine((given) => {
    const read = URL.parse(given);
    return /^https?:$/.test(read?.protocol ?? '') && read?.origin === given;
  }, 'write scheme and host as people reach the gateway, e.g. https://mayday.example.com');

/** Base64 of SPKI DER, with commas between; not set = none. */
export const publicKeys = list.refine(
  (keys) => keys.every(isPublicKey),
  'write Ed25519 public keys as "mayday keygen" prints them (base64 of SPKI DER), with commas between',
);

/** A PKCS#8 PEM of an Ed25519 key; a variable that cannot hold line breaks has them written out as \n. */
export const privateKeyPem = z
  .string()
  .transform((given) => given.replaceAll('\\n', '\n').trim())
  .superRefine((pem, context) => {
    try {
      privateKey(pem);
    } catch (error) {
      const { message } = error as Error;
      const because = message.replace(/^It holds/, 'it holds').replace(/\.$/, '');
      context.addIssue(`write an Ed25519 key as PKCS#8 PEM, as "mayday keygen" makes it: ${because}`);
    }
  });

/** Several secrets, `NEW,OLD`, so that one can replace another without a gap; not set = none. */
export function secretList(shortest = 8) {
  return z
    .string()
    .optional()
    .superRefine((given, context) => {
      if (given === undefined) return;
      const secrets = listed(given);
      if (secrets.length === 0) context.addIssue('write a secret, or NEW,OLD: it holds commas only');
      if (secrets.length > 1 && secrets.some((secret) => secret.length < shortest)) {
        context.addIssue(
          `write secrets of ${shortest} characters or more: it holds several, since there is a comma in it, and one of them is shorter`,
        );
      }
    })
    .transform((given) => listed(given ?? ''));
}

/** What stands between commas. */
export function listed(given: string): string[] {
  return given.split(',').flatMap((each) => each.trim() || []);
}

/** NaN for what is no time. */
function milliseconds(given: string): number {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?) ?(ms|s|m|h)$/.exec(given.trim()) ?? [];
  return Number(count) * (units[unit] ?? Number.NaN);
}

import type { KeyRing } from '../../codec/key-ring.ts';
import { readEnvironment, type Values } from '../../settings/read-environment.ts';
import { isLoopback } from '../../settings/schemas.ts';

/** Whose access tokens count. */
export interface TokenIssuer {
  jwks: URL;
  issuer: string;
  audience: string;
}

/** What the environment says about the codec server, read once. */
export interface Config {
  host: string;
  /** 0 = any free one */
  port: number;
  ring: KeyRing;
  /** Of pages that may ask. */
  origins: string[];
  /** Absent = no access tokens count. */
  tokens?: TokenIssuer;
  /** Bearer tokens that count as they are. */
  bearer: string[];
  logLevel: string;
  /** Addresses of the link or a cloud's own services that are asked all the same. */
  allowedAddresses?: string[];
  remarks: string[];
  /** Values that no log may show. */
  secrets: string[];
}

/**
 * Reads the codec server's settings.
 * @throws Error with a sentence per wrong setting
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const { values: set, wrong, remarks, resolved } = readEnvironment(environment, 'codec server');
  const host = set.MAYDAY_CODEC_HOST;
  const ring = set.MAYDAY_ENCRYPTION_KEYS;
  const tokens = readIssuer(set, wrong);
  const bearer = set.MAYDAY_CODEC_TOKEN;
  if (wrong.length === 0 && !ring.first)
    wrong.push(
      'There is nothing to decrypt with: set MAYDAY_ENCRYPTION_KEYS to the keys of the workers (mayday keygen --encryption prints one).',
    );
  if (wrong.length === 0 && !tokens && bearer.length === 0 && !isLoopback(host))
    wrong.push(
      `Anybody could read what is encrypted: MAYDAY_CODEC_HOST is "${host}", and nobody is asked who they are. Set MAYDAY_CODEC_JWKS_URL (with MAYDAY_CODEC_ISSUER and MAYDAY_CODEC_AUDIENCE) or MAYDAY_CODEC_TOKEN, or listen at 127.0.0.1.`,
    );
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return {
    host,
    port: set.MAYDAY_CODEC_PORT,
    ring,
    origins: set.MAYDAY_CODEC_ORIGINS,
    ...(tokens ? { tokens } : {}),
    bearer,
    logLevel: set.MAYDAY_LOG_LEVEL,
    allowedAddresses: set.MAYDAY_ALLOWED_ADDRESSES,
    remarks,
    secrets: [
      ...bearer,
      resolved.MAYDAY_ENCRYPTION_KEYS ?? '',
      ...[...ring.keys.values()].map((key) => Buffer.from(key).toString('base64')),
    ],
  };
}

function readIssuer(set: Values, wrong: string[]): TokenIssuer | undefined {
  const { MAYDAY_CODEC_JWKS_URL: jwks, MAYDAY_CODEC_ISSUER: issuer, MAYDAY_CODEC_AUDIENCE: audience } = set;
  if (jwks && issuer && audience) return { jwks: new URL(jwks), issuer, audience };
  if (jwks || issuer || audience)
    wrong.push(
      'MAYDAY_CODEC_JWKS_URL, MAYDAY_CODEC_ISSUER and MAYDAY_CODEC_AUDIENCE belong together: set all three, or none. A token of the same provider that was made for something else must not count.',
    );
  return undefined;
}

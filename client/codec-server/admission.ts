import { createHash, timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import { reach } from '../../outbound/reach.ts';
import type { Config, TokenIssuer } from './config.ts';

/** Who may ask, or the status and sentence that they get instead. */
export type Admission = { admitted: true } | { admitted: false; status: 401 | 503; because: string };

/** Judges an `Authorization` header. */
export type Admit = (authorization: string | undefined) => Promise<Admission>;

// None with a shared secret, and not "none": the provider's public keys are no secrets.
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** s that clocks may differ */
const clockTolerance = 30;

const no = (because: string): Admission => ({ admitted: false, status: 401, because });

/** By the tokens that count as they are, and those that the identity provider signed; by none where neither is set. */
export function admission({ bearer, tokens }: Pick<Config, 'bearer' | 'tokens'>): Admit {
  const signed = tokens && signedBy(tokens);
  return async (authorization) => {
    if (bearer.length === 0 && !signed) return { admitted: true };
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) return no('Say who you are: send Authorization: Bearer and a token');
    if (bearer.some((known) => same(known, token))) return { admitted: true };
    return signed ? await signed(token) : no('This token is not one of MAYDAY_CODEC_TOKEN');
  };
}

function signedBy({ jwks, issuer, audience }: TokenIssuer): (token: string) => Promise<Admission> {
  const keys = createRemoteJWKSet(jwks, { timeoutDuration: 5_000, [customFetch]: reach });
  const wanted = { issuer, audience, algorithms, clockTolerance, requiredClaims: ['exp'] };
  return async (token) => {
    try {
      await jwtVerify(token, keys, wanted);
      return { admitted: true };
    } catch (error) {
      return refusal(error);
    }
  };
}

function refusal(error: unknown): Admission {
  if (error instanceof errors.JWTExpired) return no('This token has expired: sign in again');
  if (error instanceof errors.JWTClaimValidationFailed)
    return no(`This token is not for the codec server: its claim "${error.claim}" is another or missing`);
  const away = !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC';
  if (away || error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) {
    const because = 'The identity provider does not give its keys (MAYDAY_CODEC_JWKS_URL): try again';
    return { admitted: false, status: 503, because };
  }
  return no('This token is not signed by the identity provider');
}

function same(known: string, given: string): boolean {
  const [a, b] = [known, given].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(a as Buffer, b as Buffer);
}

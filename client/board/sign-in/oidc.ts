import * as client from 'openid-client';
import { reach } from '../../../outbound/reach.ts';
import type { OidcSettings } from '../settings.ts';

/** A sign-in under way, sealed in the session of who began it. */
export interface Attempt {
  state: string;
  nonce: string;
  /** Of PKCE. */
  verifier: string;
}

/** A mail address that the provider vouches for, or a sentence. */
export type Vouched = { email: string; refused?: undefined } | { refused: string };

/** An identity provider that speaks OpenID Connect. */
export interface IdentityProvider {
  /** Its host, which people know it by. */
  host: string;
  /** Where to send somebody, and what to keep until they are back. */
  begin(): Promise<{ url: string; attempt: Attempt; refused?: undefined } | { refused: string }>;
  /** What the provider said of them; `answer` is the path and query they came back with. */
  finish(answer: string, attempt: Attempt): Promise<Vouched>;
}

/** s that the provider has for each answer. */
const patience = 5;

export const answerPath = '/board/sign-in/oidc/answer';

export function identityProvider(settings: OidcSettings, gateway: string): IdentityProvider {
  const issuer = new URL(settings.issuer);
  const { host } = issuer;
  let known: Promise<client.Configuration> | undefined;

  /** Asked of the provider with the first sign-in, and again until it has answered once. */
  function configuration(): Promise<client.Configuration> {
    known ??= discover(issuer, settings).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  }

  return {
    host,
    async begin() {
      try {
        const config = await configuration();
        const attempt = {
          state: client.randomState(),
          nonce: client.randomNonce(),
          verifier: client.randomPKCECodeVerifier(),
        };
        const url = client.buildAuthorizationUrl(config, {
          redirect_uri: `${gateway}${answerPath}`,
          scope: 'openid email',
          state: attempt.state,
          nonce: attempt.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
          code_challenge_method: 'S256',
        });
        return { url: url.href, attempt };
      } catch (error) {
        return { refused: because(host, error) };
      }
    },
    async finish(answer, { state, nonce, verifier }) {
      try {
        const config = await configuration();
        const tokens = await client.authorizationCodeGrant(config, new URL(answer, gateway), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        const said =
          claims?.email === undefined
            ? await client.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '')
            : claims;
        return mailOf(said, host);
      } catch (error) {
        return { refused: because(host, error) };
      }
    },
  };
}

function discover(issuer: URL, { clientId, clientSecret }: OidcSettings): Promise<client.Configuration> {
  return client.discovery(
    issuer,
    clientId,
    undefined,
    clientSecret ? client.ClientSecretBasic(clientSecret) : client.None(),
    {
      timeout: patience,
      [client.customFetch]: reach,
      // Plain HTTP is let in on this machine only; the settings see to it.
      ...(issuer.protocol === 'http:' ? { execute: [client.allowInsecureRequests] } : {}),
    },
  );
}

function mailOf(said: Record<string, unknown>, host: string): Vouched {
  const { email, email_verified: verified } = said;
  if (typeof email !== 'string' || email === '') {
    return { refused: `${host} names no mail address of yours: let it give the scope "email" to Mayday.` };
  }
  if (verified === true) return { email };
  return {
    refused: `${host} does not say that ${email.slice(0, 100)} is verified: verify your address there, and sign in again.`,
  };
}

function because(host: string, error: unknown): string {
  if (error instanceof client.AuthorizationResponseError) {
    return `${host} did not sign you in (${error.error_description ?? error.error}): begin again.`;
  }
  if (error instanceof client.ResponseBodyError) {
    return `${host} did not take the answer (${error.error_description ?? error.error}): begin again. Where it always says so, MAYDAY_OIDC_CLIENT_ID or MAYDAY_OIDC_CLIENT_SECRET is wrong.`;
  }
  const last = causes(error).at(-1);
  const away = causes(error).some(({ name }) => ['TypeError', 'TimeoutError', 'AbortError'].includes(name));
  if (away) return `${host} does not answer (${last?.message}): try again, or sign in from a terminal.`;
  return `The answer of ${host} does not fit what was asked (${last?.message}): begin again.`;
}

function causes(error: unknown): Error[] {
  const all: Error[] = [];
  for (let cause = error; cause instanceof Error && all.length < 10; cause = cause.cause) all.push(cause);
  return all;
}

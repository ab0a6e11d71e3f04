import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Context, Provider } from 'oidc-provider';

/** What the provider knows of an account. */
export interface Account {
  email?: string;
  email_verified?: boolean;
}

/** A real OpenID Connect provider on 127.0.0.1, at which whoever comes is signed in as `who` without being asked. */
export interface IdentityProvider {
  issuer: string;
  who: Account;
  /** Goes from redirect to redirect as a browser does, and answers the first address that is not the provider's. */
  follow(url: string): Promise<string>;
  stop(): Promise<void>;
}

export const oidcClient = { clientId: 'mayday', clientSecret: 'a-secret-of-the-client-0123456789' };

/** `redirects` = where it may send people back to. */
export async function startIdentityProvider(redirects: string[]): Promise<IdentityProvider> {
  const accounts = new Map<string, Account>();
  const { promise: ready, resolve: listening } = Promise.withResolvers<void>();
  const server = createServer((request, response) => answer(request, response));
  server.listen(0, '127.0.0.1', listening);
  await ready;
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: oidcClient.clientId,
        client_secret: oidcClient.clientSecret,
        redirect_uris: redirects,
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    cookies: { keys: ['of the tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...accounts.get(id) }),
    }),
    loadExistingGrant: async ({ oidc }: Context) => {
      const { clientId } = oidc.client;
      const grant = new oidc.provider.Grant({ clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
  const usual = provider.callback();
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith('/interaction/')) return usual(request, response);
    const accountId = `account-${accounts.size}`;
    accounts.set(accountId, found.who);
    return provider.interactionFinished(request, response, { login: { accountId } });
  };
  const found: IdentityProvider = {
    issuer,
    who: {},
    async follow(url) {
      const jar = new Map<string, string>();
      let at = url;
      while (at.startsWith(issuer)) {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
        for (const line of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          jar.set(name, value);
        }
        const location = response.headers.get('location');
        if (!location) throw new Error(`${at} answered ${response.status}: ${await response.text()}`);
        at = new URL(location, at).href;
      }
      return at;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return found;
}

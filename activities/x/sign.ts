import { createHmac, randomBytes } from 'node:crypto';

/** The credentials of an app and of the user that it posts for. */
export interface Keys {
  apiKey: string;
  secret: string;
  accessToken: string;
  accessSecret: string;
}

/** The `Authorization` of a request with a JSON body, by OAuth 1.0a (RFC 5849, HMAC-SHA1). `at` = epoch ms. */
export function oauth1(
  { apiKey, secret, accessToken, accessSecret }: Keys,
  {
    method,
    url,
    at = Date.now(),
    nonce = randomBytes(16).toString('hex'),
  }: {
    method: string;
    url: URL;
    at?: number;
    nonce?: string;
  },
): string {
  const fields: Record<string, string> = {
    oauth_consumer_key: apiKey,
    oauth_nonce: nonce,
    oauth_signature_method: 'HMAC-SHA1',
    oauth_timestamp: `${Math.floor(at / 1_000)}`,
    oauth_token: accessToken,
    oauth_version: '1.0',
  };
  const pairs = [...Object.entries(fields), ...url.searchParams].map(([name, value]) => [
    encoded(name),
    encoded(value),
  ]);
  const sorted = pairs.map((pair) => pair.join('=')).sort();
  const base = [method, `${url.origin}${url.pathname}`, sorted.join('&')].map(encoded).join('&');
  const key = `${encoded(secret)}&${encoded(accessSecret)}`;
  const oauth_signature = createHmac('sha1', key).update(base).digest('base64');
  const header = Object.entries({ ...fields, oauth_signature })
    .map(([name, value]) => `${encoded(name)}="${encoded(value)}"`)
    .join(', ');
  return `OAuth ${header}`;
}

/** RFC 3986, which encodes more than `encodeURIComponent`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

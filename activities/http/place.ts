import type { Resolve } from '../dependencies.ts';

/** A web address of the catalogue: what is asked, and what people may see of it. */
export interface WebPlace {
  /** null if it is not one. */
  url: URL | null;
  /** `id (https://host:port)`: path and query may be secret, the host is not. */
  shown: string;
  /** Takes the secrets of the address out of a text. */
  mask(text: string): string;
}

/** @throws ApplicationFailure `InvalidInput` if the URL, or one of the references beside it, names a setting that is not set */
export function webPlace(
  target: { id: string; url: string },
  resolve: Resolve,
  beside: readonly string[] = [],
): WebPlace {
  const url = URL.parse(resolve(target.url));
  const names = [target.url, ...beside].flatMap((text) => text.match(/\$\{[^}]+\}/g) ?? []);
  const held = [...names.map((name) => resolve(name)), ...(url ? secretsOf(url, names.length > 0) : [])];
  const secrets = held
    .flatMap(spellings)
    .filter((secret) => secret.length >= 4)
    .sort((a, b) => b.length - a.length);
  const mask = (text: string) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
  const shown = `${target.id} (${url?.origin})`;
  return { url: url && /^https?:$/.test(url.protocol) ? url : null, shown, mask };
}

/** What is secret in a URL, decoded and as it stands there; its query only where settings are a part of the URL. */
function secretsOf({ username, password, search, searchParams }: URL, queryToo: boolean): string[] {
  const login = [decoded(password), password, `${decoded(username)}:${decoded(password)}`];
  if (!queryToo) return login;
  const asItStands = search.slice(1).split('&');
  return [...login, ...searchParams.values(), ...asItStands.map((one) => one.slice(one.indexOf('=') + 1))];
}

/** A secret as a service may say it back: plain, or in a URL, JSON or the header of basic auth. */
function spellings(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

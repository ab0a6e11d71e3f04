import type { Problem } from './read-yaml.ts';
import { reference } from './values.ts';
import type { Written } from './yaml-structure.ts';

/** Keys whose values may be secret: they hold a `${NAME}`, and what stands there otherwise is not repeated. */
export const whereReferencesMayStand = [
  'url',
  'publicKey',
  'bearer',
  'apiKey',
  'routingKey',
  'secret',
  'accessToken',
  'accessSecret',
  'brokers',
  'password',
  'kubeconfig',
  'authority',
  'clientCertificate',
  'clientKey',
  'probeUser',
  'probePassword',
  'folder',
];

/** Literal secrets, and `${NAME}`s where nobody would resolve them. The texts themselves are never repeated. */
export function secretProblems(texts: readonly Written[]): Problem[] {
  return texts.flatMap((written) => {
    const says = secret(written.text) ?? misplaced(written);
    return says === undefined ? [] : [{ line: written.line, path: written.keys, says }];
  });
}

/** Keys that JavaScript would drop without a word. */
export function reservedKeys(texts: readonly Written[]): Problem[] {
  return texts
    .filter(({ text, isKey }) => isKey && text === '__proto__')
    .map(({ line, keys }) => ({ line, path: keys, says: 'found the key __proto__, expected another name' }));
}

function secret(text: string): string | undefined {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY/.test(text)) {
    return 'found a private key, expected the public one; a private key never leaves its owner';
  }
  const inPlace = /:\/\/[^\s/?#@:]*:(?<password>[^\s]*)@/.exec(text)?.groups?.password;
  const asParameter = /[?&](?:\w*password|passwd|pwd|token|secret|api_?key)=(?<password>[^\s&#]+)/i.exec(text)
    ?.groups?.password;
  const portAndPath = /^\d*[/?#]/;
  const literal = [inPlace, asParameter].some(
    (password) => password !== undefined && !reference.test(password) && !portAndPath.test(password),
  );
  return literal
    ? `found a password written into a URL, expected the name of a secret instead: \${NAME}`
    : undefined;
}

function misplaced({ text, keys, isKey }: Written): string | undefined {
  if (!text.includes('${')) return undefined;
  const place = keys.at(-1) === 'key' ? keys.at(-2) : keys.at(-1);
  const isVariable = keys.at(-2) === 'environment' && !keys.includes('job');
  if (isKey || !(whereReferencesMayStand.includes(place ?? '') || isVariable)) {
    return `found a \${…}, expected the text itself; only url, publicKey, bearer, apiKey, routingKey, secret, what reaches a cluster or brokers, and the folder and environment of scripts may hold a \${NAME}`;
  }
  const rest = text.replaceAll(/\$\{[A-Z][A-Z0-9_]*\}/g, '');
  if (!rest.includes('${')) return undefined;
  return `found a \${…} that is no name, expected capitals, digits and "_" between the braces: \${NAME}`;
}

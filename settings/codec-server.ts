import { isTrustworthy, list, port, secretList, text, url } from './schemas.ts';
import { settings } from './setting.ts';

const readBy = ['codec server'] as const;
const docs = 'encryption.md#the-codec-server';

/** Decrypts payloads for the Temporal UI and the `temporal` command. */
export const codecServer = settings({
  MAYDAY_CODEC_HOST: {
    readBy,
    kind: 'text',
    schema: text.default('127.0.0.1'),
    otherwise: '`127.0.0.1`',
    what: 'the address at which it listens',
    docs,
  },
  MAYDAY_CODEC_PORT: {
    readBy,
    kind: 'number',
    schema: port.default(8234),
    otherwise: '`8234`',
    what: 'its port; `0` = any free one',
    docs,
  },
  MAYDAY_CODEC_ORIGINS: {
    readBy,
    kind: 'list',
    schema: list.refine(
      (origins) => origins.every(isOrigin),
      'write the origins of the Temporal UI, scheme and host alone, with commas between, e.g. https://temporal.example.com; a * would let any page ask',
    ),
    otherwise: 'no page of a browser may ask',
    what: 'origins of the Temporal UI whose pages may ask, with commas between; `*` is refused',
    docs,
  },
  MAYDAY_CODEC_JWKS_URL: {
    readBy,
    kind: 'URL',
    schema: url('https://sso.example.com/.well-known/jwks.json')
      .refine(
        isTrustworthy,
        'write an address with https, or one on this machine: who answers there decides whose tokens count',
      )
      .optional(),
    what: 'public keys of the identity provider whose access tokens count',
    docs,
  },
  MAYDAY_CODEC_ISSUER: {
    readBy,
    kind: 'text',
    schema: text.optional(),
    what: 'the `iss` that those tokens must have',
    docs,
  },
  MAYDAY_CODEC_AUDIENCE: {
    readBy,
    kind: 'text',
    schema: text.optional(),
    what: 'the `aud` that those tokens must have',
    docs,
  },
  MAYDAY_CODEC_TOKEN: {
    readBy,
    kind: 'secrets',
    schema: secretList(16).refine(
      (tokens) => tokens.every((token) => token.length >= 16),
      'write tokens of 16 characters or more',
    ),
    what: 'bearer tokens that count, too, for the `temporal` command: `NEW,OLD`',
    docs,
  },
});

function isOrigin(given: string): boolean {
  const read = URL.parse(given);
  return /^https?:$/.test(read?.protocol ?? '') && read?.origin === given;
}

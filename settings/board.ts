import { isTrustworthy, list, origin, secretList, text } from './schemas.ts';
import { settings } from './setting.ts';

/** Characters of a key, so that nobody guesses it. */
const shortest = 32;

/** The incident board. */
export const board = settings({
  MAYDAY_BOARD_KEY: {
    readBy: ['gateway'],
    kind: 'secrets',
    schema: secretList(shortest).refine(
      (keys) => keys.every((key) => key.length >= shortest),
      `write ${shortest} characters or more that nobody can guess, e.g. of "openssl rand -hex 32"`,
    ),
    otherwise: 'no board',
    what: 'seals the sessions of the board; `NEW,OLD` while one replaces the other',
    docs: 'board.md',
  },
  MAYDAY_BOARD_URL: {
    readBy: ['gateway', 'CLI'],
    kind: 'URL',
    schema: origin.optional(),
    what: 'where people reach the gateway (`mayday sign-in` makes links for it); has to be set with the board',
    docs: 'board.md',
  },
  MAYDAY_BOARD_READERS: {
    readBy: ['gateway'],
    kind: 'list',
    schema: list
      .transform((readers) => readers.map((reader) => reader.toLowerCase()))
      .refine(
        (readers) => readers.every((reader) => /^[^@\s]*@[^@\s]+\.[^@\s]+$/.test(reader)),
        'write mail addresses, and domains with an @ in front, with commas between, e.g. ann@example.com,@example.org',
      ),
    what: 'who may read without being named in a file: mail addresses, and domains as `@example.com`, with commas between',
    docs: 'board.md',
  },
  MAYDAY_OIDC_ISSUER: {
    readBy: ['gateway'],
    kind: 'URL',
    schema: text
      .refine(
        isTrustworthy,
        'write the address of the issuer as the provider gives it, with https, e.g. https://accounts.example.com',
      )
      .optional(),
    otherwise: 'people sign in by link only',
    what: 'an identity provider that speaks OpenID Connect',
    docs: 'board.md',
  },
  MAYDAY_OIDC_CLIENT_ID: {
    readBy: ['gateway'],
    kind: 'text',
    schema: text.optional(),
    what: 'the id by which it knows Mayday',
    docs: 'board.md',
  },
  MAYDAY_OIDC_CLIENT_SECRET: {
    readBy: ['gateway'],
    kind: 'secret',
    schema: text.optional(),
    otherwise: 'a public client',
    what: 'the secret that it gave Mayday',
    docs: 'board.md',
  },
});

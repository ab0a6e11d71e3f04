import { archiveFolder } from '../../archive/folder.ts';
import { secretList } from '../gateway/secret-list.ts';

/** An identity provider that people sign in with. */
export interface OidcSettings {
  /** As it names itself, e.g. `https://accounts.example.com`. */
  issuer: string;
  clientId: string;
  /** Without one it is a public client. */
  clientSecret?: string;
}

/** What the gateway needs for the incident board. */
export interface BoardSettings {
  /** Newest first, 32 characters or more each; sessions are sealed with the first, and opened with any. */
  keys: string[];
  /** Where people reach the gateway, without a slash at its end: `https://mayday.example.com`. Links to sign in are made for it, and it decides whether cookies need TLS. */
  url: string;
  /** Mail addresses, and domains as `@example.com`, that may read without being named in a file. */
  readers: string[];
  /** PKCS#8 PEM that vouches for decisions; without it those from the board are unverified. */
  gatewayKey?: string;
  /** Absent = people sign in by link only. */
  oidc?: OidcSettings;
  /** Folder of closed incidents, the worker's. */
  archiveDir: string;
}

export const boardSecretNames = ['MAYDAY_OIDC_CLIENT_SECRET'];
/** May hold several, `NEW,OLD`. */
export const boardListNames = ['MAYDAY_BOARD_KEY'];

/** Characters of a key, so that nobody guesses it. */
const shortest = 32;

/** Reads the settings of the board, if it is set up; a sentence per mistake goes to `wrong`. */
export function readBoard(
  environment: Record<string, string | undefined>,
  wrong: string[],
): BoardSettings | undefined {
  const keys = secretList('MAYDAY_BOARD_KEY', environment.MAYDAY_BOARD_KEY, wrong);
  if (keys.length === 0) return undefined;
  if (keys.some((key) => key.length < shortest)) {
    wrong.push(
      `MAYDAY_BOARD_KEY is too short: write ${shortest} characters or more that nobody can guess, e.g. of "openssl rand -hex 32".`,
    );
  }
  const url = environment.MAYDAY_BOARD_URL ?? '';
  if (!url) {
    wrong.push(
      'MAYDAY_BOARD_URL is not set: write where people reach the gateway, e.g. https://mayday.example.com; links to sign in are made for it.',
    );
  } else if (!isOrigin(url)) {
    wrong.push(
      `MAYDAY_BOARD_URL "${url}" is no address: write scheme and host as people reach the gateway, e.g. https://mayday.example.com.`,
    );
  }
  const gatewayKey = environment.MAYDAY_GATEWAY_KEY?.replaceAll('\\n', '\n').trim();
  return {
    keys,
    url: url.replace(/\/$/, ''),
    readers: readReaders(environment.MAYDAY_BOARD_READERS, wrong),
    archiveDir: archiveFolder(environment),
    ...readOidc(environment, wrong),
    ...(gatewayKey ? { gatewayKey } : {}),
  };
}

function readOidc(
  environment: Record<string, string | undefined>,
  wrong: string[],
): Pick<BoardSettings, 'oidc'> {
  const {
    MAYDAY_OIDC_ISSUER: issuer,
    MAYDAY_OIDC_CLIENT_ID: clientId,
    MAYDAY_OIDC_CLIENT_SECRET: clientSecret,
  } = environment;
  if (!issuer && !clientId && !clientSecret) return {};
  if (!issuer || !clientId) {
    wrong.push(
      'MAYDAY_OIDC_ISSUER and MAYDAY_OIDC_CLIENT_ID belong together (MAYDAY_OIDC_CLIENT_SECRET beside them, unless the provider knows Mayday as a public client): set them or none.',
    );
    return {};
  }
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(url?.hostname ?? '');
  if (url?.protocol !== 'https:' && !(url?.protocol === 'http:' && local)) {
    wrong.push(
      `MAYDAY_OIDC_ISSUER "${issuer}" is no issuer: write its address as the provider gives it, with https, e.g. https://accounts.example.com.`,
    );
    return {};
  }
  return { oidc: { issuer, clientId, ...(clientSecret ? { clientSecret } : {}) } };
}

function readReaders(text = '', wrong: string[]): string[] {
  const readers = text
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '');
  const odd = readers.find((each) => !/^[^@\s]*@[^@\s]+\.[^@\s]+$/.test(each));
  if (odd !== undefined) {
    wrong.push(
      `MAYDAY_BOARD_READERS holds "${odd}": write mail addresses, and domains with an @ in front, e.g. "ann@example.com,@example.org".`,
    );
  }
  return readers;
}

function isOrigin(text: string): boolean {
  try {
    const { protocol, origin } = new URL(text);
    return ['http:', 'https:'].includes(protocol) && origin === text.replace(/\/$/, '');
  } catch {
    return false;
  }
}

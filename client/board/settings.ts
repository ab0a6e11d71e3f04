import type { ReadEnvironment } from '../../settings/read-environment.ts';

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

/** The settings of the board, if it is set up. */
export function readBoard(read: ReadEnvironment): BoardSettings | undefined {
  const { values, isSet, wrong } = read;
  if (!isSet('MAYDAY_BOARD_KEY')) return undefined;
  const oidc = readOidc(read);
  if (!isSet('MAYDAY_BOARD_URL')) {
    wrong.push(
      'MAYDAY_BOARD_URL is not set: write where people reach the gateway, e.g. https://mayday.example.com; links to sign in are made for it.',
    );
  }
  const { MAYDAY_BOARD_URL: url = '', MAYDAY_GATEWAY_KEY: gatewayKey } = values;
  return {
    keys: values.MAYDAY_BOARD_KEY,
    url,
    readers: values.MAYDAY_BOARD_READERS,
    archiveDir: values.MAYDAY_ARCHIVE_DIR,
    ...(oidc ? { oidc } : {}),
    ...(gatewayKey ? { gatewayKey } : {}),
  };
}

function readOidc({ values, isSet, wrong }: ReadEnvironment): OidcSettings | undefined {
  const asked = (['MAYDAY_OIDC_ISSUER', 'MAYDAY_OIDC_CLIENT_ID', 'MAYDAY_OIDC_CLIENT_SECRET'] as const).some(
    isSet,
  );
  if (asked && !(isSet('MAYDAY_OIDC_ISSUER') && isSet('MAYDAY_OIDC_CLIENT_ID'))) {
    wrong.push(
      'MAYDAY_OIDC_ISSUER and MAYDAY_OIDC_CLIENT_ID belong together (MAYDAY_OIDC_CLIENT_SECRET beside them, unless the provider knows Mayday as a public client): set them or none.',
    );
  }
  const {
    MAYDAY_OIDC_ISSUER: issuer,
    MAYDAY_OIDC_CLIENT_ID: clientId,
    MAYDAY_OIDC_CLIENT_SECRET: clientSecret,
  } = values;
  if (!issuer || !clientId) return undefined;
  return { issuer, clientId, ...(clientSecret ? { clientSecret } : {}) };
}

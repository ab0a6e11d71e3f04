import { userInfo } from 'node:os';
import { readEnvironment } from '../../settings/read-environment.ts';
import { usage } from '../failure.ts';

/** What the environment says about the command line, read once. */
export interface CliConfig {
  /** Who decides and signs unless `--as` says so. */
  person: string | undefined;
  /** Who is named for what needs no signature and has no `--as`. */
  login: string;
  keysDir: string;
  catalogueDir: string;
  /** Closed incidents, where the worker keeps them. */
  archiveDir: string;
  /** Where people reach the gateway. */
  boardUrl: string | undefined;
  /** Whose checkpoints and seals count. */
  auditKeys: string[];
  /** Of the gateways that vouch for who decided. */
  gatewayKeys: string[];
  noColor: boolean;
  /** Show stack traces. */
  debug: boolean;
  /** A sentence for each variable that is probably misspelt. */
  remarks: string[];
  /** For the connection to Temporal, which reads `TEMPORAL_*` and its configuration file. */
  environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the command line's settings from an environment.
 * @throws CommandFailure with a sentence per wrong setting
 */
export function readCliConfig(env: NodeJS.ProcessEnv = process.env): CliConfig {
  const { values, wrong, remarks, resolved } = readEnvironment(env, 'CLI');
  if (wrong.length > 0) throw usage(wrong.join('\n'));
  return {
    person: values.MAYDAY_AS,
    login: values.MAYDAY_AS ?? loginName(),
    keysDir: values.MAYDAY_KEYS_DIR,
    catalogueDir: values.MAYDAY_CATALOGUE,
    archiveDir: values.MAYDAY_ARCHIVE_DIR,
    boardUrl: values.MAYDAY_BOARD_URL,
    auditKeys: values.MAYDAY_AUDIT_PUBLIC_KEY,
    gatewayKeys: values.MAYDAY_GATEWAY_PUBLIC_KEY,
    noColor: values.NO_COLOR,
    debug: values.DEBUG,
    remarks,
    environment: resolved,
  };
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that has no name.
    return 'someone';
  }
}

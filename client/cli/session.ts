import type { Temporal } from '../temporal.ts';
import type { CliConfig } from './config.ts';
import type { Screen } from './screen.ts';

/** What a verb works with. */
export interface Session {
  config: CliConfig;
  screen: Screen;
  /** Connects with the first call. @throws Error with a sentence if Temporal does not answer */
  temporal(): Promise<Temporal>;
  close(): Promise<void>;
}

/** A session that has not connected yet. */
export function openSession(config: CliConfig, screen: Screen): Session {
  let connecting: Promise<Temporal> | undefined;
  return {
    config,
    screen,
    temporal() {
      connecting ??= connect(config);
      return connecting;
    },
    async close() {
      const temporal = await connecting?.catch(() => undefined);
      await temporal?.close();
    },
  };
}

async function connect(config: CliConfig): Promise<Temporal> {
  // Loading gRPC takes longer than all the rest: `--help` and `keygen` do without.
  const { connectTemporal } = await import('../temporal.ts');
  return connectTemporal({ environment: config.environment, identity: 'mayday-cli' });
}

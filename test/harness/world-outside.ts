import type { Finding } from '../../workflows/contract/findings.ts';

/** What a scripted world has around it. */
export class WorldOutside {
  /** Titles of what is down. */
  readonly down = new Set<string>();
  /** When the last commit was made, RFC 3339. */
  committedAt?: string;
  /** How many errors were logged. */
  errorLines = 0;
  /** When the config map `settings` was last changed, RFC 3339. */
  reconfiguredAt?: string;

  dependencies(): Finding {
    const [first] = this.down;
    return {
      check: 'external dependencies',
      verdict: first === undefined ? 'well' : 'sick',
      says: first === undefined ? 'None in trouble.' : `${first} is down.`,
      evidence: [...this.down].map((dependency) => ({ dependency, state: 'down' })),
    };
  }

  recentCommits(): Finding {
    const at = this.committedAt;
    return {
      check: 'commits',
      verdict: 'well',
      says: at ? '1 commit.' : 'No commits yet.',
      evidence: at ? [{ commit: '3f2a1b0', at, by: 'Ana', says: 'Faster login', recent: 'yes' }] : [],
    };
  }

  loggedErrors(): Finding {
    const lines = this.errorLines;
    return {
      check: 'logged errors',
      verdict: lines > 0 ? 'sick' : 'well',
      says: lines > 0 ? `${lines} error lines within the last 60 min.` : 'No error was logged.',
    };
  }

  issues(): Finding {
    return { check: 'sentry issues', verdict: 'well', says: 'No unresolved issue was seen.' };
  }

  configMaps(): Finding {
    const at = this.reconfiguredAt;
    return {
      check: 'config maps',
      verdict: at ? 'sick' : 'well',
      says: at ? 'Config map settings was changed.' : '1 config map, none changed of late.',
      evidence: at ? [{ configMap: 'settings', by: 'kubectl-edit', keys: 'POOL', at, recent: 'yes' }] : [],
    };
  }
}

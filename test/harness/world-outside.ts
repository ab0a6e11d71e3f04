import type { Finding } from '../../workflows/contract/findings.ts';

/** What a scripted world has around it. */
export class WorldOutside {
  /** Titles of what is down. */
  readonly down = new Set<string>();

  dependencies(): Finding {
    const [first] = this.down;
    return {
      check: 'external dependencies',
      verdict: first === undefined ? 'well' : 'sick',
      says: first === undefined ? 'None in trouble.' : `${first} is down.`,
      evidence: [...this.down].map((dependency) => ({ dependency, state: 'down' })),
    };
  }
}

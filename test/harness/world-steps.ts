import type { Finding } from '../../workflows/contract/findings.ts';

/** What the steps of a verification come upon, by what they ask: a target of the catalogue, or a script's name. */
export class WorldSteps {
  /** What is wrong with it. */
  readonly sick = new Map<string, string>();
  /** Cannot be asked. */
  readonly silent = new Set<string>();
  /** Every question, in order. */
  readonly asked: string[] = [];

  concerns(what: string): boolean {
    return this.sick.has(what) || this.silent.has(what);
  }

  /** @throws Error for what is silent */
  answer(check: string, what: string, well: string): Finding {
    this.asked.push(what);
    if (this.silent.has(what)) throw new Error('connection refused');
    const wrong = this.sick.get(what);
    return { check, verdict: wrong === undefined ? 'well' : 'sick', says: wrong ?? well };
  }
}

import type { ScriptChecks } from '../../workflows/contract/scripts.ts';

/** Runs a script of the catalogue that only looks. */
export function runScript(): ScriptChecks['runScript'] {
  return async ({ script }) => ({
    check: script.name,
    verdict: 'unknown',
    says: `${script.title} was not run: Mayday cannot run scripts yet.`,
  });
}

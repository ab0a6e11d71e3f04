import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SystemFile } from '../../systems/schema.ts';
import { project } from './sources.ts';

const workflows = globSync('workflows/*.ts', { cwd: project }).map((file) =>
  readFileSync(path.join(project, file), 'utf8'),
);

/** The runbooks of a system that ask a check, as the code of the workflows says; all of them ask its health. */
export function askedBy(check: string, { runbooks }: SystemFile): string[] {
  const offered = [...new Set([...Object.keys(runbooks), 'generalIncident'])];
  if (check === 'httpHealth') return offered;
  return workflows
    .filter((code) => code.includes(`ask.${check}(`))
    .flatMap((code) => [...code.matchAll(/export async function (?<name>\w+)/g)])
    .flatMap(({ groups }) => offered.filter((name) => name === groups?.name));
}

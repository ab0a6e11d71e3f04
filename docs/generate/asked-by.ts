import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { offeredRunbooks } from '../../systems/offered-runbooks.ts';
import type { SystemFile } from '../../systems/schema.ts';
import { project } from './sources.ts';

const workflows = globSync('workflows/*.ts', { cwd: project }).map((file) =>
  readFileSync(path.join(project, file), 'utf8'),
);

/** What any runbook asks whose part of the file lists something for it. */
const perFile: Record<string, 'inPod' | 'podMetrics' | undefined> = {
  kubernetesExec: 'inPod',
  kubernetesPodMetrics: 'podMetrics',
};

/** The runbooks of a system that ask a check, as the code of the workflows says; all of them ask its health. */
export function askedBy(check: string, system: SystemFile): string[] {
  const offered = offeredRunbooks(system);
  if (check === 'httpHealth') return offered;
  const listing = perFile[check];
  if (listing) return offered.filter((name) => system.runbooks[name]?.[listing].length);
  return workflows
    .filter((code) => code.includes(`ask.${check}(`))
    .flatMap((code) => [...code.matchAll(/export async function (?<name>\w+)/g)])
    .flatMap(({ groups }) => offered.filter((name) => name === groups?.name));
}

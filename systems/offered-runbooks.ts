import type { RunbookName } from '../workflows/contract/runbooks.ts';
import type { SystemFile } from './schema.ts';

/** What can be started for a system: the runbooks of its file, and always a `generalIncident`. */
export function offeredRunbooks({ runbooks }: SystemFile): RunbookName[] {
  const own = (Object.keys(runbooks) as RunbookName[]).filter((name) => runbooks[name] !== undefined);
  return [...new Set<RunbookName>([...own, 'generalIncident'])];
}

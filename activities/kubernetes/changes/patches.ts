import { PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';

/** Who our writes are by, in `managedFields`. */
const fieldManager = 'mayday';

/** Keys that are null are taken away; lists are replaced. */
export const asMergePatch = setHeaderOptions('Content-Type', PatchStrategy.MergePatch);

/** The same, but lists of named things, such as containers, are merged by name. */
export const asStrategicMergePatch = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch);

/** Operations on paths, all or none. */
export const asJsonPatch = setHeaderOptions('Content-Type', PatchStrategy.JsonPatch);

/** What every write of ours says. */
export function options({ dryRun, ...reference }: { namespace: string; name: string; dryRun: boolean }) {
  return { ...reference, fieldManager, ...(dryRun ? { dryRun: 'All' } : {}) };
}

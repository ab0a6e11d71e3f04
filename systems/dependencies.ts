import type { Dependency } from '../workflows/contract/dependencies.ts';
import { defaultDependencySlowAfter } from './defaults.ts';
import { durationText } from './duration.ts';
import type { SystemFile } from './schema.ts';

/** What a file says that the system needs outside; `assume` hears what it leaves open. */
export function dependencyProfiles(
  { dependencies }: Pick<SystemFile, 'dependencies'>,
  assume: (says: string) => void,
): { dependencies?: Dependency[] } {
  if (dependencies.length === 0) return {};
  if (dependencies.some(({ slowAfter }) => slowAfter === undefined)) {
    assume(
      `dependencies: the file does not say for all of them when an answer is slow, so after ${durationText(defaultDependencySlowAfter)}`,
    );
  }
  return {
    dependencies: dependencies.map((entry) => {
      const { title, slowAfter = defaultDependencySlowAfter, url, expects, statusPage, components } = entry;
      const both = { title, slowAfter };
      if (url !== undefined) return { ...both, url, ...(expects === undefined ? {} : { expects }) };
      if (statusPage !== undefined) return { ...both, statusPage, ...(components ? { components } : {}) };
      return { ...both, name: `${entry.name}` };
    }),
  };
}

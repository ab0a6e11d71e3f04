import type { Catalogue } from '../../../systems/catalogue.ts';
import type { SystemFile } from '../../../systems/schema.ts';

/** The files of all systems that can be read; what is wrong with the others, the page of systems says. */
export function readableFiles(catalogue: Pick<Catalogue, 'systems' | 'file'>): SystemFile[] {
  return catalogue.systems().flatMap((system) => {
    try {
      return [catalogue.file(system)];
    } catch {
      return [];
    }
  });
}

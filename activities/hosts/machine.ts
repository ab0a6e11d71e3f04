import path from 'node:path';

/** The machine on which a worker runs, as that worker reaches it. */
export interface Machine {
  /** Where its root folder is mounted, for a worker in a container; empty for one on the machine itself. */
  root: string;
  /** Folders and files of Mayday's own, as the worker sees them. */
  own: readonly string[];
}

/** The place at which the worker reaches a path of the machine. */
export function at({ root }: Machine, place: string): string {
  return root + place;
}

/** The machine's own path of a place of the worker; undefined for one outside of it. */
export function shown({ root }: Machine, place: string): string | undefined {
  if (root === '') return place;
  if (place === root) return '/';
  return place.startsWith(root + path.sep) ? place.slice(root.length) : undefined;
}

/** Whether a folder is another, or lies in it. */
export function isWithin(place: string, folder: string): boolean {
  return place === folder || place.startsWith(folder === '/' ? folder : folder + path.sep);
}

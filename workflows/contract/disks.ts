import type { Mitigation, MitigationTerms, SingleMitigation } from './mitigations.ts';
import { partsOf } from './mitigations.ts';

/** A machine with a worker of its own, which alone reaches its files. */
export interface HostTarget {
  id: string;
  kind: 'host';
  /** The pool of that worker. */
  pool: string;
  /** Path of the socket of its Docker or Podman; absent where it runs no containers. */
  containers?: string;
}

/** What is too full, and where it is looked for. */
export interface DiskProfile {
  hosts: HostTarget[];
  /** Percent of a file system, or of a volume, above which it is too full. */
  above: number;
}

/** Which files count as old, and where. */
export interface OldFiles {
  /** Absolute paths of folders. */
  roots: string[];
  /** Of the name alone: `*.gz`. */
  pattern: string;
  /** ms since it was last written. */
  olderThan: number;
}

/** Deletes files below its roots, the very ones that its plan lists. */
export interface DeleteOldFiles extends MitigationTerms, OldFiles {
  action: 'files.deleteOld';
  target: HostTarget;
}

/** Deletes images that have no name and no container, the very ones that its plan lists. */
export interface PruneImages extends MitigationTerms {
  action: 'containers.pruneImages';
  target: HostTarget;
}

/** Changes of a host's own files: made by the worker there. */
export type HostMitigation = DeleteOldFiles | PruneImages;

/** The pool whose workers reach what a mitigation changes; that of the system, unless it is about a host. */
export function poolOf(mitigation: Mitigation, ofSystem: string): string {
  const [part] = partsOf(mitigation);
  return part && isOfHost(part) ? part.target.pool : ofSystem;
}

function isOfHost(part: SingleMitigation): part is HostMitigation {
  return part.target.kind === 'host';
}

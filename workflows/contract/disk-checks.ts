import type { HostTarget, OldFiles } from './disks.ts';
import type { Finding } from './findings.ts';
import type { ClusterQuestion } from './kubernetes.ts';
import type { PrometheusTarget } from './prometheus.ts';

/** What a check of one host needs. */
export interface HostQuestion {
  host: HostTarget;
  /** Percent of a file system above which it is too full. */
  above: number;
}

/** Questions to the worker on a host. Each throws `TargetUnreachable` only when nothing could be asked. */
export interface DiskChecks {
  /** How full is each file system, in bytes and in files? Sick above so many percent. */
  hostDisks(question: HostQuestion): Promise<Finding>;
  /** The largest folders and files of the file systems that are too full; links are not followed. */
  hostLargest(question: HostQuestion): Promise<Finding>;
  /** What could be deleted; sick where there is some on a file system that is too full. */
  hostOldFiles(question: HostQuestion & { files: OldFiles }): Promise<Finding>;
  /** Images without a name and a container; sick where there are some on a file system that is too full. */
  hostDanglingImages(question: HostQuestion): Promise<Finding>;
}

/** What the question needs how full the volumes of a cluster are. */
export interface VolumeUsageQuestion extends ClusterQuestion {
  prometheus: PrometheusTarget;
  /** Percent */
  above: number;
}

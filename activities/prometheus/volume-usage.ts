import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { VolumeUsageQuestion } from '../../workflows/contract/disk-checks.ts';
import { retryable } from '../../workflows/contract/failures.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import { bytesInWords, counted } from '../amounts.ts';
import type { Prometheus } from './query.ts';

/**
 * How full the volumes of claims are, in percent of bytes or inodes, as the kubelets tell Prometheus; the fullest first.
 * @throws ApplicationFailure `TargetUnreachable` or `RateLimited` when nothing was answered, to be tried again
 */
export function kubernetesVolumeUsage(prometheus: Prometheus): PoolActivities['kubernetesVolumeUsage'] {
  return async (question) => {
    try {
      return { check: 'volumeUsage', ...(await look(prometheus, question)) };
    } catch (error) {
      if (!(error instanceof ApplicationFailure)) throw error;
      if (error.type === retryable.targetUnreachable || error.type === retryable.rateLimited) throw error;
      return { check: 'volumeUsage', verdict: 'unknown', says: error.message };
    }
  };
}

async function look(
  { query }: Prometheus,
  { scope, prometheus, above }: VolumeUsageQuestion,
): Promise<Omit<Finding, 'check'>> {
  const { namespaces, workloads } = scope;
  const all = [...new Set([...namespaces, ...workloads.map(({ namespace }) => namespace)])];
  if (all.length === 0) return { verdict: 'well', says: 'The catalogue names no namespace of it.' };
  const selector = `namespace=~"${all.map((name) => name.replace(/[^\w-]/g, '[$&]')).join('|')}"`;
  const [bytes, inodes, capacity] = await Promise.all([
    query(
      prometheus,
      used('kubelet_volume_stats_used_bytes', 'kubelet_volume_stats_capacity_bytes', selector),
    ),
    query(prometheus, used('kubelet_volume_stats_inodes_used', 'kubelet_volume_stats_inodes', selector)),
    query(prometheus, each('kubelet_volume_stats_capacity_bytes', selector)),
  ]);
  const of = (samples: typeof bytes) => new Map(samples.map(({ labels, value }) => [placeOf(labels), value]));
  const [ofInodes, sizes] = [of(inodes), of(capacity)];
  const rows = bytes
    .map(({ labels, value }) => {
      const percent = Math.ceil(value);
      const inodesPercent = Math.ceil(ofInodes.get(placeOf(labels)) ?? 0);
      const isFull = Math.max(percent, inodesPercent) > above;
      return {
        namespace: labels.namespace ?? '',
        claim: labels.persistentvolumeclaim ?? '',
        size: bytesInWords(sizes.get(placeOf(labels)) ?? 0),
        percent,
        inodesPercent,
        trouble: isFull ? `is ${Math.max(percent, inodesPercent)} % full` : null,
      };
    })
    .sort((a, b) => fullness(b) - fullness(a) || a.claim.localeCompare(b.claim));
  const [fullest] = rows;
  if (!fullest) {
    const says = `${prometheus.id} knows no volumes with ${selector}: see whether it reads the kubelets' metrics.`;
    return { verdict: 'unknown', says };
  }
  const full = rows.filter(({ trouble }) => trouble !== null);
  return {
    verdict: full.length > 0 ? 'sick' : 'well',
    says:
      full.length > 0
        ? `${full.length} of ${counted(rows.length, 'volume claim')} more than ${above} % full: ${full
            .slice(0, 3)
            .map(({ namespace, claim, size, trouble }) => `${namespace}/${claim} of ${size} ${trouble}`)
            .join('; ')}.`
        : `${counted(rows.length, 'volume claim')}, the fullest ${fullest.namespace}/${fullest.claim} with ${fullness(fullest)} %.`,
    evidence: rows.slice(0, 20),
  };
}

function fullness({ percent, inodesPercent }: { percent: number; inodesPercent: number }): number {
  return Math.max(percent, inodesPercent);
}

/** A volume that several nodes mount is told by each of them. */
function used(of: string, capacity: string, selector: string): string {
  return `100 * ${each(of, selector)} / ${each(capacity, selector)}`;
}

function each(metric: string, selector: string): string {
  return `max by (namespace, persistentvolumeclaim) (${metric}{${selector}})`;
}

function placeOf({ namespace = '', persistentvolumeclaim = '' }: Record<string, string>): string {
  return `${namespace}/${persistentvolumeclaim}`;
}

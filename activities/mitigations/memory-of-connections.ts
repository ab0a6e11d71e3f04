import type { WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import { bytesInWords } from '../amounts.ts';
import type { Workload } from '../kubernetes/existing.ts';
import type { MaxConnections } from '../postgres/max-connections.ts';

/** bytes that a session takes which does nothing; about. */
const idle = 2_000_000;

/** What so many more connections may take, as a sentence. */
export function memoryOfConnections(
  more: number,
  { workMem, workMemBytes, sharedBuffers }: MaxConnections,
  workloads: readonly { target: WorkloadTarget; workload: Workload }[],
): string {
  const most = bytesInWords(more * (idle + workMemBytes));
  const limits = workloads.flatMap(({ target, workload }) =>
    (workload.spec?.template.spec?.containers ?? []).flatMap(({ name, resources }) => {
      const memory = resources?.limits?.memory;
      return memory ? [`the container ${name} of ${target.name} may have ${memory}`] : [];
    }),
  );
  const room = limits.length > 0 ? limits.join(', ') : 'what there is is not known here';
  return `${more} more take about ${bytesInWords(more * idle)} idle and ${most} when each sorts once (work_mem ${workMem}), beside shared_buffers of ${sharedBuffers}; ${room}.`;
}

import type { V1Pod } from '@kubernetes/client-node';

/** Whether requests are sent to it. */
export function isReady({ metadata, status }: V1Pod): boolean {
  const ready = status?.conditions?.some((each) => each.type === 'Ready' && each.status === 'True');
  return metadata?.deletionTimestamp === undefined && ready === true;
}

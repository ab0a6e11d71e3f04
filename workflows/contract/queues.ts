/** Task queue of the workflows, the catalogue and the notifications. */
export const coordinationQueue = 'mayday';

/** Task queue of the checks and effects of the systems in a pool: another network or host is another pool. */
export function poolQueue(pool: string): string {
  return `mayday-${pool}`;
}

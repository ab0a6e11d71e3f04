import {
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { BareActivities } from './activities.ts';
import type { Group } from './groups.ts';

const messageSignal = defineSignal<[unknown]>('message');
const { answer } = proxyActivities<BareActivities>({ startToCloseTimeout: '60 s' });

/** L3 in the shape of a run: as many activities, timers and messages of the same sizes, and as many of them at once; `thenWaits`: it stays open then. */
export async function inGroups(groups: Group[], thenWaits = false): Promise<void> {
  let came = 0;
  setHandler(messageSignal, () => {
    came += 1;
  });
  let wanted = 0;
  for (const { activities, fired, cancelled, open, messages } of groups) {
    wanted += messages.length;
    const beside = new CancellationScope({ cancellable: true });
    const sleeping = beside.run(() => slept(cancelled)).catch(unlessCancelled);
    void slept(open).catch(unlessCancelled);
    await Promise.all([
      ...activities.map(([given, answers]) => answer('x'.repeat(given), answers)),
      ...Array.from({ length: fired }, () => sleep(1)),
      condition(() => came >= wanted),
    ]);
    beside.cancel();
    await sleeping;
  }
  if (thenWaits) await condition(() => came > wanted);
}

async function slept(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => sleep('24 h')));
}

function unlessCancelled(error: unknown): void {
  if (!isCancellation(error)) throw error;
}

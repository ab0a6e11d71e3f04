import { proxyActivities, sleep } from '@temporalio/workflow';
import type { BareActivities } from './activities.ts';

const { nothing } = proxyActivities<BareActivities>({ startToCloseTimeout: '60 s' });

/** Waits until then (epoch ms), and does something. */
export async function clock(due: number): Promise<void> {
  await sleep(Math.max(1, due - Date.now()));
  await nothing();
}

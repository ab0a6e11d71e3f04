import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { BareActivities } from './activities.ts';

export { clock } from './clock.ts';
export { inGroups } from './in-groups.ts';

/** How many of what a bare workflow does. */
export interface Steps {
  activities?: number;
  timers?: number;
  messages?: number;
  /** Is told as an activity begins, e.g. by a GET at this URL; after all others. */
  tells?: string;
}

export const messageSignal = defineSignal<[unknown]>('message');

const { nothing, ask } = proxyActivities<BareActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '30 s',
});

/** L1 and L2: does nothing, whatever it is given. */
export async function noop(_given?: unknown): Promise<void> {}

/** Waits for as many messages as it is told to, and then is over. */
export async function waits(messages: number): Promise<void> {
  let came = 0;
  setHandler(messageSignal, () => {
    came += 1;
  });
  await condition(() => came >= messages);
}

/** L3: no-op activities, timers and messages, one after the other. */
export async function steps({ activities = 0, timers = 0, messages = 0, tells }: Steps): Promise<void> {
  let came = 0;
  setHandler(messageSignal, () => {
    came += 1;
  });
  for (let i = 0; i < activities; i += 1) await nothing();
  for (let i = 0; i < timers; i += 1) await sleep(1);
  await condition(() => came >= messages);
  if (tells) await ask(tells);
}

/** A signal, then an activity that tells where it is asked to. */
export async function onMessage(tells: string): Promise<void> {
  let came = false;
  setHandler(messageSignal, () => {
    came = true;
  });
  await condition(() => came);
  await ask(tells);
}

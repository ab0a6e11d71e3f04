import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { BareActivities } from './activities.ts';

export { clock } from './clock.ts';
export { inGroups } from './in-groups.ts';

/** What a bare workflow does. */
export interface Steps {
  /** No-op activities, one after the other. */
  activities: number;
  /** Is told by a GET as the last activity begins. */
  tells: string;
}

const messageSignal = defineSignal<[unknown]>('message');

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

/** L3: so many no-op activities, and one that tells that it runs. */
export async function steps({ activities, tells }: Steps): Promise<void> {
  for (let i = 0; i < activities; i += 1) await nothing();
  await ask(tells);
}

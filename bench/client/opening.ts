import { randomBytes } from 'node:crypto';
import type { Places } from '../arena.ts';
import { bareQueue } from '../bare/queue.ts';
import { alertmanagerMessage, bareInput } from '../messages.ts';
import { post } from './post.ts';
import { bareClient } from './temporal.ts';

/** Ways to open something new on Temporal: Mayday's hook, a bare one, and the SDK alone: L1 starts, L2 waits for the end. */
export type Way = 'mayday' | 'bare hook' | 'L1' | 'L2';

/** A function that opens one more with each call, and throws what was not recorded. */
export async function opener(way: Way, places: Places): Promise<() => Promise<void>> {
  const run = randomBytes(6).toString('hex');
  let number = 0;
  const next = () => {
    number += 1;
    return `${run}-${number}`;
  };
  if (way === 'L1' || way === 'L2') {
    const client = await bareClient(places.temporal);
    return async () => {
      const group = next();
      const noop = { workflowId: `bare:${group}`, taskQueue: bareQueue, args: [bareInput(group)] };
      await (way === 'L1' ? client.workflow.start('noop', noop) : client.workflow.execute('noop', noop));
    };
  }
  const [url, token] =
    way === 'mayday'
      ? [`${places.gateway}/hooks/alertmanager`, places.hookToken]
      : [places.bareHook, places.bareHookToken];
  return async () => {
    const { status, text } = await post(url, token, JSON.stringify(alertmanagerMessage(next(), 1)));
    if (status !== 202) throw new Error(`${url} answered ${status}: ${text}`);
  };
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Places } from '../../arena.ts';
import { alertmanagerMessage } from '../../messages.ts';
import { post } from '../post.ts';

export interface Storm {
  places: Places;
  /** Names of groups, each of as many alerts. */
  groups: readonly string[];
  alerts: number;
  /** How many messages are under way at any time. */
  concurrency: number;
}

export interface Absorbed {
  seconds: number;
  /** How many answers said to send it again. */
  again: number;
}

/** ms after which a storm that is not on record is given up. */
const patience = 300_000;

/** Sends each alert in a message of its own, one group after the other in turn, each until it is on record. */
export async function run({ places, groups, alerts, concurrency }: Storm): Promise<Absorbed> {
  const url = `${places.gateway}/hooks/alertmanager`;
  const bodies = Array.from({ length: alerts }, (_, i) =>
    JSON.stringify(
      alertmanagerMessage(groups[i % groups.length] as string, 1, Math.floor(i / groups.length)),
    ),
  );
  let again = 0;
  const began = performance.now();
  const sender = async () => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      for (;;) {
        const { status, text } = await post(url, places.hookToken, body);
        if (status === 202) break;
        if (status !== 503) throw new Error(`${url} answered ${status}: ${text}`);
        again += 1;
        if (performance.now() - began > patience)
          throw new Error(
            `After ${patience / 1_000} s ${bodies.length} of ${alerts} alerts were left; ${again} answers said to send them again: ${text}`,
          );
        // Alertmanager waits, too, before it sends again.
        await delay(500);
      }
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  return { seconds: (performance.now() - began) / 1_000, again };
}

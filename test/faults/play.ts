import type { Ground, Victim } from './ground.ts';
import { type Length, lengths, reaches } from './history-length.ts';
import { before, type Outside, outside } from './outside.ts';
import { Story } from './story.ts';

/** Which process is killed, and when: as soon as the history has so many events. */
export interface Kill {
  victim: Victim;
  events: number;
}

export interface Played {
  seen: Outside;
  /** When it was killed; undefined if the history never had so many events. */
  killed?: Length;
  /** Alerts and clicks that were sent again. */
  again: number;
  ms: number;
}

/** Plays the story once with a kill. @throws Error where it does not come to its end */
export async function play(ground: Ground, { victim, events }: Kill): Promise<Played> {
  let killed: Length | undefined;
  const played = await playBeside(ground, async (workflowId, told) => {
    killed = await reaches(ground.live.stack.client, workflowId, events, told);
    if (killed) await ground.killAndStart(victim);
  });
  return { ...played, killed };
}

/** Plays the story once without a kill, and gives the lengths that its history had, too. */
export async function playUndisturbed(ground: Ground): Promise<Played & { lengths: number[] }> {
  const had: number[] = [];
  const played = await playBeside(ground, async (workflowId, told) => {
    for await (const { events } of lengths(ground.live.stack.client, workflowId, told)) had.push(events);
  });
  return { ...played, lengths: had };
}

async function playBeside(
  ground: Ground,
  disturb: (workflowId: string, told: AbortSignal) => Promise<void>,
): Promise<Played> {
  const story = new Story(ground);
  const since = await before(ground);
  await story.breakShop();
  const begun = Date.now();
  const told = new AbortController();
  const disturbing = disturb(story.workflowId, told.signal);
  try {
    const incident = await story.tell();
    told.abort();
    await disturbing;
    return { seen: await outside(story, incident, since), again: story.again, ms: Date.now() - begun };
  } finally {
    told.abort();
    await disturbing.catch(() => undefined);
  }
}

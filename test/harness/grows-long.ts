import { setTimeout as delay } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/common';
import { noteSignal } from '../../workflows/contract/messages.ts';
import type { Play } from './play.ts';

/** Events after which a run of a story that grows long continues as new. */
export const eventsPerRun = 600;
/** ms between notes: what comes together goes out together, and makes a history no longer. */
const apart = 40;
/** ms in which a run that is long continues as new, unless something keeps it. */
const enough = 3_000;
/** Notes that are far more than it takes. */
const most = 1_000;

/**
 * Sends notes until the run has continued as new, and answers how many; `nudge` is called whenever a long run does not.
 * Temporal's server keeps messages from a run that wants to close; the test server lets them in, and so a run that gets
 * one during every replay never closes. That is why none is sent to one that is long.
 */
export async function growsLong({ handle }: Play, nudge = async () => {}): Promise<number> {
  const firstRun = (await handle.describe()).runId;
  const goesOnAsNew = async () => (await handle.describe()).runId !== firstRun;
  for (let sent = 1; sent <= most; sent += 1) {
    const text = `note ${sent}`;
    await betweenRuns(() => handle.signal(noteSignal, { id: text, text }));
    await delay(apart);
    if ((await handle.describe()).historyLength >= eventsPerRun) {
      for (const end = Date.now() + enough; Date.now() < end && !(await goesOnAsNew()); ) await delay(apart);
      if (!(await goesOnAsNew())) await nudge();
    }
    if (await goesOnAsNew()) return sent;
  }
  throw new Error(`it has not continued as new after ${most} notes`);
}

/** The test server knows no run for the moment in which one continues as another. */
async function betweenRuns(send: () => Promise<void>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    await delay(500);
    await send();
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { noteSignal } from '../../workflows/contract/messages.ts';
import type { Play } from './play.ts';

const burst = 40;

/** Sends notes until the run has continued as new: so many at a time as a worker short of processor time keeps up with. */
export async function growsLong(incident: Play): Promise<void> {
  const { handle } = incident;
  const firstRun = (await handle.describe()).runId;
  for (let sent = 0; sent < 2_000; sent += burst) {
    const notes = Array.from({ length: burst }, (_, i) => `note ${sent + i}`);
    await Promise.all(notes.map((text) => handle.signal(noteSignal, { id: text, text })));
    if (await goesOnAsNew(incident, firstRun)) return;
  }
  // A task that took the worker longer than its time-out comes again.
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    if (await goesOnAsNew(incident, firstRun)) return;
  }
  throw new Error('it has not continued as new');
}

/** False once its history has stopped growing. */
async function goesOnAsNew({ handle }: Play, firstRun: string): Promise<boolean> {
  for (let before = -1; ; ) {
    const { runId, historyLength } = await handle.describe();
    if (runId !== firstRun) return true;
    if (historyLength === before) return false;
    before = historyLength;
    await delay(300);
  }
}

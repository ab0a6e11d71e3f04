import { setTimeout as delay } from 'node:timers/promises';
import { noteSignal } from '../../workflows/contract/messages.ts';
import type { Play } from './play.ts';

/** Sends notes until the run has continued as new. */
export async function growsLong({ handle }: Play): Promise<void> {
  const firstRun = (await handle.describe()).runId;
  for (let sent = 0; sent < 1_200; sent += 40) {
    const notes = Array.from({ length: 40 }, (_, i) => `note ${sent + i}`);
    await Promise.all(notes.map((text) => handle.signal(noteSignal, { id: text, text })));
    await delay(50);
  }
  for (const deadline = Date.now() + 150_000; Date.now() < deadline; await delay(200)) {
    if ((await handle.describe()).runId !== firstRun) return;
  }
  throw new Error('it has not continued as new');
}

import { restlessNote } from './calm.ts';
import { allMeasures } from './measures.ts';
import type { Ended, Task } from './task.ts';

/** A process that takes one measure, tells what it came to, and ends; with it all that it started. */
process.once('message', async (task: Task) => {
  const ended = await taken(task);
  process.send?.(ended, () => process.exit());
});
process.once('disconnect', () => process.exit());
process.once('SIGTERM', () => process.exit(1));

async function taken({ id, size }: Task): Promise<Ended> {
  try {
    const measure = (await allMeasures()).find((each) => each.id === id);
    if (!measure) return { failed: `There is no measure ${id}.` };
    const outcome = await measure.run({ ...size, say: (line) => console.log(`  ${line}`) });
    return { ...outcome, notes: [...(outcome.notes ?? []), ...restlessNote()] };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

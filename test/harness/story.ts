import { test } from 'node:test';
import { despiteLosses } from './lost-tasks.ts';
import { unavailable } from './servers.ts';
import { onStage, type Stage, type StageOptions } from './stage.ts';

const skip = await unavailable('time-skipping');

/** A test on the time-skipping server; the title is the guarantee it shows. */
export function story(title: string, play: (stage: Stage) => Promise<void>, options?: StageOptions): void {
  test(title, { skip }, (context) =>
    despiteLosses(
      () => onStage(title, play, options),
      (message) => context.diagnostic(message),
    ),
  );
}

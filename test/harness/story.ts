import { test } from 'node:test';
import { unavailable } from './servers.ts';
import { onStage, type Stage, type StageOptions } from './stage.ts';

const skip = await unavailable('time-skipping');

/** A test on the time-skipping server; the title is the guarantee it shows. */
export function story(title: string, play: (stage: Stage) => Promise<void>, options?: StageOptions): void {
  test(title, { skip }, () => onStage(title, play, options));
}

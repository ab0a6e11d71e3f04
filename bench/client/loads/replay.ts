import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { dataConverterFrom } from '../../../codec/environment.ts';
import { bundleWorkflows } from '../../../worker/bundle.ts';
import { readHistories, type SavedRun } from '../../../worker/replay/read-histories.ts';

export interface Replay {
  side: 'mayday' | 'bare';
  /** Files of histories; the same each time. */
  files: string[];
}

/** One pass through all of them. */
export interface Replayed {
  events: number;
  ms: number;
  /** Of all threads of this process. */
  cpuMs: number;
}

/** Histories wait here until the SDK takes the next. */
class Feed {
  private readonly waiting: SavedRun[] = [];
  private wake = () => {};

  push(run: SavedRun): void {
    this.waiting.push(run);
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SavedRun> {
    for (;;) {
      const next = this.waiting.shift();
      if (next) yield next;
      else
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
    }
  }
}

interface Replayer {
  runs: SavedRun[];
  replay(run: SavedRun): Promise<void>;
}

let replayer: Promise<Replayer> | undefined;

/** Replays them one after the other; the worker that does it stays from one time to the next. */
export async function run({ side, files }: Replay): Promise<Replayed> {
  replayer ??= start(side, files);
  const { runs, replay } = await replayer;
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (const run of runs) await replay(run);
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const events = runs.reduce((sum, { history }) => sum + (history.events?.length ?? 0), 0);
  return { events, ms, cpuMs: (user + system) / 1_000 };
}

async function start(side: Replay['side'], files: string[]): Promise<Replayer> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const feed = new Feed();
  const results = Worker.runReplayHistories(await optionsOf(side), feed)[Symbol.asyncIterator]();
  return {
    runs: await readHistories(files),
    async replay(run) {
      feed.push(run);
      const { value } = await results.next();
      if (value?.error) throw value.error;
    },
  };
}

async function optionsOf(side: Replay['side']) {
  if (side === 'mayday') {
    const dataConverter = dataConverterFrom({}, 'default', { unreadable: 'value' });
    return { workflowBundle: await bundleWorkflows(), dataConverter };
  }
  const workflowsPath = fileURLToPath(new URL('../../bare/workflows.ts', import.meta.url));
  return { workflowBundle: await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') }) };
}

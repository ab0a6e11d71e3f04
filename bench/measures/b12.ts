import { fileURLToPath } from 'node:url';
import { run } from '../../servers/process.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { startArena } from '../arena.ts';
import { awaitEvents } from '../client/await-events.ts';
import { openIncident } from '../client/open-incident.ts';
import { timeOf } from '../event-time.ts';
import type { Measure, Row, Size } from '../measure.ts';
import { alertmanagerMessage } from '../messages.ts';
import { exact, medianInterval } from '../statistics.ts';
import { figuresOf } from '../turns.ts';

const cwd = fileURLToPath(new URL('../..', import.meta.url));
/** ms. */
const demoDeadline = 300_000;

export const measure: Measure = {
  id: 'B12',
  title: 'Bundle, worker start, demo',
  against: 'nothing: what people wait for',
  minutes: 5,
  async run(size) {
    const { code } = await bundleWorkflows();
    const startTimes = await starts(size);
    const rows: Row[] = [
      {
        name: 'workflow bundle, with its source map',
        value: exact(Buffer.byteLength(code) / 1e6),
        unit: 'MB',
        target: { atMost: 2 },
      },
      row('worker: start → first task', startTimes, { atMost: 3 }),
    ];
    const madeAhead =
      'The worker starts with a bundle made ahead (`MAYDAY_WORKFLOW_BUNDLE`), as in the image, and with what Node has compiled before (`NODE_COMPILE_CACHE`); without the bundle it takes about a second more.';
    if (size.quick) {
      const notes = [madeAhead, 'A smoke leaves the demo out.'];
      return { rows, blocks: `${startTimes.length} starts`, notes };
    }
    // The first run builds or finds what later ones use.
    await demo();
    const runs: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      runs.push(await demo());
      size.say(`demo: ${runs.at(-1)?.toFixed(1)} s`);
    }
    rows.push(row('`npm run demo -- --yes`, not the first', runs, { atMost: 60 }));
    return { rows, blocks: `${startTimes.length} starts, ${runs.length} demos`, notes: [madeAhead] };
  },
};

function row(name: string, seconds: number[], target: NonNullable<Row['target']>): Row {
  return { name, value: medianInterval(seconds), unit: 's', target, mayday: figuresOf(seconds, 's') };
}

/** s from the start of a worker's process until Temporal has it begin a task that waits for it, as the server has it. */
async function starts({ profile, pairs, quick, say }: Size): Promise<number[]> {
  const arena = await startArena({ profile, mayday: { withoutWorker: true } });
  try {
    const took: number[] = [];
    for (let i = 1; i <= (quick ? 2 : Math.max(5, pairs)); i += 1) {
      const incident = await openIncident(arena.places, alertmanagerMessage(`start-${i}`, 1));
      const began = Date.now();
      const started = awaitEvents(arena.temporalClient, incident, (events) =>
        events.find((event) => event.workflowTaskStartedEventAttributes),
      );
      const [event] = await Promise.all([started, arena.nextWorker()]);
      took.push((timeOf(event) - began) / 1_000);
      say(`worker: ${took.at(-1)?.toFixed(2)} s`);
      await arena.temporalClient.workflow
        .getHandle(incident.workflowId, incident.runId)
        .terminate('measured');
      await arena.endWorker();
    }
    return took;
  } finally {
    await arena.end();
  }
}

async function demo(): Promise<number> {
  const began = performance.now();
  await run('npm', ['run', 'demo', '--', '--yes'], { cwd, timeoutMs: demoDeadline });
  return (performance.now() - began) / 1_000;
}

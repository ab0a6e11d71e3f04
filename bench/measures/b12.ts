import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '../../servers/process.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { startArena } from '../arena.ts';
import { opener } from '../client/opening.ts';
import type { Measure, Profile, Row, Size } from '../measure.ts';
import { exact, medianInterval } from '../statistics.ts';
import { figuresOf } from '../turns.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const measure: Measure = {
  id: 'B12',
  title: 'Bundle, worker start, demo',
  against: 'nothing: what people wait for',
  async run(size) {
    const { code } = await bundleWorkflows();
    const rows: Row[] = [
      {
        name: 'workflow bundle, with its source map',
        value: exact(Buffer.byteLength(code) / 1e6),
        unit: 'MB',
        target: { atMost: 2 },
      },
      row('worker: start → first task', await starts(size), { atMost: 3 }),
    ];
    if (size.quick) return { rows, notes: ['A smoke leaves the demo out.'] };
    // The first run builds or finds what later ones use.
    await demo();
    const runs: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      runs.push(await demo());
      size.say(`demo: ${runs.at(-1)?.toFixed(1)} s`);
    }
    rows.push(row('`npm run demo -- --yes`, not the first', runs, { atMost: 60 }));
    return {
      rows,
      notes: [
        'The worker starts with a bundle made ahead (`MAYDAY_WORKFLOW_BUNDLE`), as in the image; making it takes about a second more.',
      ],
    };
  },
};

function row(name: string, seconds: number[], target: Row['target']): Row {
  const value = medianInterval(seconds);
  return { name, value, unit: 's', ...(target ? { target } : {}), mayday: figuresOf(seconds, 's') };
}

/** s from the start of a worker's process until Temporal has it begin a task that waits for it, as the server has it. */
async function starts({ profile, pairs, quick, say }: Size): Promise<number[]> {
  const arena = await startArena({ profile: profile satisfies Profile, mayday: { withoutWorker: true } });
  try {
    const open = await opener('mayday', arena.places);
    const took: number[] = [];
    for (let i = 0; i < (quick ? 2 : Math.max(5, pairs)); i += 1) {
      await open();
      let run: { workflowId: string; runId: string } | undefined;
      await until(
        async () => {
          for await (const found of arena.temporalClient.workflow.list({
            query: 'WorkflowType = "generalIncident" AND ExecutionStatus = "Running"',
          }))
            run = found;
          return run !== undefined;
        },
        { deadlineMs: 60_000 },
      );
      const handle = arena.temporalClient.workflow.getHandle(run?.workflowId ?? '', run?.runId);
      const began = Date.now();
      const worker = await arena.mayday.startWorker();
      let at: number | undefined;
      await until(
        async () => {
          const { events } = await handle.fetchHistory();
          const started = events?.find((event) => event.workflowTaskStartedEventAttributes)?.eventTime;
          if (started) at = Number(started.seconds) * 1_000 + Number(started.nanos) / 1e6;
          return at !== undefined;
        },
        { deadlineMs: 60_000 },
      );
      took.push(((at ?? 0) - began) / 1_000);
      say(`worker: ${took.at(-1)?.toFixed(2)} s`);
      await handle.terminate('measured');
      await worker.stop();
    }
    return took;
  } finally {
    await arena.end();
  }
}

async function demo(): Promise<number> {
  const began = performance.now();
  const child = spawn('npm', ['run', 'demo', '--', '--yes'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      printed = `${printed}${text}`.slice(-2_000);
    });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The demo ended with ${code}: ${printed}`);
  return (performance.now() - began) / 1_000;
}

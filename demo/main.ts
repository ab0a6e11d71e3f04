import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ServerMissing } from '../servers/find.ts';
import { StartFailed } from '../servers/process.ts';
import { shopAlert } from './alert.ts';
import type { Scenario } from './scenario.ts';
import { database } from './scenarios/database.ts';
import { outage } from './scenarios/outage.ts';
import { type Scene, type Stack, startStack } from './stack.ts';
import { tellStory } from './story.ts';

const { values } = parseArgs({
  options: {
    yes: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    scenario: { type: 'string', default: 'database' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`npm run demo                         break the demo shop and watch Mayday mend it; you approve
npm run demo -- --yes                the same without asking (recorded as such); exit code 0 = resolved and well
npm run demo -- --scenario outage    another story, on Kubernetes: a release that does not start (else: database)
npm start                            keep the same servers up to try things by hand; takes --scenario, too`);
  process.exit(0);
}
const scenarios: Record<string, () => Promise<void>> = {
  database: () => play(database),
  outage: () => play(outage),
};
const scenario = Object.hasOwn(scenarios, values.scenario) ? scenarios[values.scenario] : undefined;
if (!scenario) {
  console.error(`There is no scenario "${values.scenario}", but ${Object.keys(scenarios).join(' and ')}.`);
  process.exit(1);
}

const say = (line: string) => console.log(line);
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => interrupt.abort(new Error('interrupted')));
}
const stops: (() => Promise<void>)[] = [];
const folder = path.resolve('var/demo', new Date().toISOString().replace(/\D/g, '').slice(0, 14));

try {
  await scenario();
} catch (error) {
  if (interrupt.signal.aborted) {
    process.exitCode ??= values.keep ? 0 : 130;
  } else {
    process.exitCode = 1;
    const known = error instanceof ServerMissing || error instanceof StartFailed;
    console.error(known ? error.message : error);
    // Asked for by name and not told: that is no success.
    if (error instanceof ServerMissing && values.scenario === 'outage')
      console.error('So this story cannot be told here. "npm run demo" tells one that needs no Kubernetes.');
  }
} finally {
  for (const stop of stops.reverse()) await stop().catch((error: Error) => console.error(error.message));
}
process.exit();

async function play<S extends Scene>(story: Scenario<S>): Promise<void> {
  const started = Date.now();
  const stack = await Promise.race([
    startStack({
      say,
      folder,
      owns: (stop) => stops.push(stop),
      scene: story.scene,
      catalogue: story.catalogue,
    }),
    aborted(interrupt.signal),
  ]);
  say(`Everything is up after ${((Date.now() - started) / 1000).toFixed(1)} s.`);
  if (values.keep) {
    await writeFile(path.join(folder, 'alert.json'), await shopAlert('firing', new Date(), story.alert));
    say(invitation(story, stack));
    await Promise.race([keepWorker(stack), aborted(interrupt.signal)]);
  } else {
    const well = await tellStory(story, stack, { yes: values.yes, say, signal: interrupt.signal });
    process.exitCode = well ? 0 : 1;
    say(places(stack));
    if (process.stdin.isTTY && !values.yes) {
      say('\nThe servers stay up until Ctrl-C.');
      await aborted(interrupt.signal);
    }
  }
}

function places(stack: Stack): string {
  return `
Look at it:
  Temporal UI   ${stack.temporal.uiUrl}/namespaces/default/workflows
  Board         ${stack.gatewayUrl}/board
                MAYDAY_KEYS_DIR=${stack.keysDir} npx mayday sign-in --as alice --board ${stack.gatewayUrl}
  Archive       ${stack.archiveDir}
  Audit         export ${Object.entries(stack.auditing)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}
                npx mayday audit INC   (an incident that has ended; no server is asked)
  Channel log   ${stack.channelLog}`;
}

function invitation<S extends Scene>({ byHand }: Scenario<S>, stack: Stack & S): string {
  const { temporal, gatewayUrl, hookToken, keysDir } = stack;
  const { breaks, runbook, input } = byHand(stack);
  return `${places(stack)}

${breaks}
  curl -i -H 'Authorization: Bearer ${hookToken}' -H 'Content-Type: application/json' \\
    -d @${path.join(folder, 'alert.json')} ${gatewayUrl}/hooks/alertmanager

Or start a run from the Temporal UI: ${temporal.uiUrl}/namespaces/default/workflows/start-workflow
  Workflow ID any, Task Queue mayday, Workflow Type ${runbook}, Encoding json/plain, Input
  ${input}

Look and approve, in another terminal of this folder:
  export TEMPORAL_ADDRESS=${temporal.address} MAYDAY_KEYS_DIR=${keysDir}
  npx mayday list
  npx mayday show
  npx mayday approve --as alice      (bob has a key too, and is no approver)
  npx mayday watch

Kill the worker (kill -9, its process is named below) at any moment: nothing is lost and nothing happens twice.

Ctrl-C ends everything.`;
}

/** Whoever kills the worker to see what happens gets another one. */
async function keepWorker(stack: Stack): Promise<never> {
  for (let { worker } = stack; ; worker = await stack.startWorker()) {
    say(`The worker is process ${worker.pid}.`);
    await worker.ended;
    if (interrupt.signal.aborted) await aborted(interrupt.signal);
    say('It has ended. Another one starts, and open incidents go on where they were.');
  }
}

/** Rejects on Ctrl-C. The servers do not keep this process alive, so the timer does. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const staying = setInterval(() => undefined, 60_000);
    const leave = () => {
      clearInterval(staying);
      reject(signal.reason);
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
  });
}

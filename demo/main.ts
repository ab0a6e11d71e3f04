import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ServerMissing } from '../servers/find.ts';
import { StartFailed } from '../servers/process.ts';
import { shopAlert } from './alert.ts';
import { type Stack, startStack } from './stack.ts';
import { tellStory } from './story.ts';

const { values } = parseArgs({
  options: {
    yes: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`npm run demo            break the demo shop and watch Mayday mend it; you approve
npm run demo -- --yes   the same without asking (recorded as such); exit code 0 = resolved and well
npm start               keep the same servers up to try things by hand`);
  process.exit(0);
}

const say = (line: string) => console.log(line);
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => interrupt.abort(new Error('interrupted')));
}
const stops: (() => Promise<void>)[] = [];
const folder = path.resolve('var/demo', new Date().toISOString().replace(/\D/g, '').slice(0, 14));

try {
  const started = Date.now();
  const stack = await Promise.race([
    startStack({ say, folder, owns: (stop) => stops.push(stop) }),
    aborted(interrupt.signal),
  ]);
  say(`Everything is up after ${((Date.now() - started) / 1000).toFixed(1)} s.`);
  if (values.keep) {
    await writeFile(path.join(folder, 'alert.json'), await shopAlert('firing', new Date()));
    say(invitation(stack));
    await Promise.race([keepWorker(stack), aborted(interrupt.signal)]);
  } else {
    const well = await tellStory(stack, { yes: values.yes, say, signal: interrupt.signal });
    process.exitCode = well ? 0 : 1;
    say(places(stack));
    if (process.stdin.isTTY && !values.yes) {
      say('\nThe servers stay up until Ctrl-C.');
      await aborted(interrupt.signal);
    }
  }
} catch (error) {
  if (interrupt.signal.aborted) {
    process.exitCode ??= values.keep ? 0 : 130;
  } else {
    process.exitCode = 1;
    const known = error instanceof ServerMissing || error instanceof StartFailed;
    console.error(known ? error.message : error);
  }
} finally {
  for (const stop of stops.reverse()) await stop().catch((error: Error) => console.error(error.message));
}
process.exit();

function places(stack: Stack): string {
  return `
Look at it:
  Temporal UI   ${stack.temporal.uiUrl}/namespaces/default/workflows
  Archive       ${stack.archiveDir}
  Audit         export ${Object.entries(stack.auditing)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')}
                npx mayday audit INC   (an incident that has ended; no server is asked)
  Channel log   ${stack.channelLog}`;
}

function invitation({ temporal, shopUrl, gatewayUrl, hookToken, keysDir, ...stack }: Stack): string {
  return `${places({ temporal, shopUrl, gatewayUrl, hookToken, keysDir, ...stack })}

Break the shop, wait 6 s, and fire its alert:
  curl -X POST ${shopUrl}/leak
  curl -i -H 'Authorization: Bearer ${hookToken}' -H 'Content-Type: application/json' \\
    -d @${path.join(folder, 'alert.json')} ${gatewayUrl}/hooks/alertmanager

Or start a run from the Temporal UI: ${temporal.uiUrl}/namespaces/default/workflows/start-workflow
  Workflow ID any, Task Queue mayday, Workflow Type databaseIssues, Encoding json/plain, Input
  { "system": "demo", "summary": "the shop answers 503" }

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

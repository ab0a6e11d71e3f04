import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeBundle } from '../../worker/bundle.ts';
import { allKills } from './choose.ts';
import { type Victim, victims } from './ground.ts';
import { lane, undisturbedRun } from './lane.ts';
import { type KillPlayed, PlayRecord } from './record.ts';
import { figures, table, writeTable } from './table.ts';

const usage = `npm run faults                            kill each process at each step of an incident's history; some hours
npm run faults -- --process worker        only this one: ${victims.join(', ')}
npm run faults -- --from 10 --to 20       only at these events
npm run faults -- --minutes 30            until then; the next run goes on with what is left
npm run faults -- --lanes 2               so many stacks side by side (1)
npm run faults -- --seed 7                in another order (1)
npm run faults -- --anew                  forget what was played before`;

const { values } = parseArgs({
  options: {
    process: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    minutes: { type: 'string' },
    lanes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    anew: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = path.join(root, 'var', 'faults');
const page = path.join(root, 'docs', 'reliability.md');
const kept = path.join(root, 'test', 'faults', 'figures.json');

// Temporal's own handlers keep the process; what it started ends with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

if (values.help) {
  console.log(usage);
  process.exit(0);
}
const victim = values.process as Victim | undefined;
if (victim && !victims.includes(victim)) {
  console.error(`There is no process "${victim}", but ${victims.join(', ')}.`);
  process.exit(1);
}
const number = (name: 'from' | 'to' | 'minutes' | 'lanes' | 'seed') => {
  const written = values[name];
  if (written === undefined) return undefined;
  if (/^\d+$/.test(written)) return Number(written);
  console.error(`--${name} takes a whole number, and not "${written}".`);
  process.exit(1);
};
const wanted = { process: victim, from: number('from'), to: number('to') };
const [lanes = 1, seed = 1, minutes] = [number('lanes'), number('seed'), number('minutes')];

await mkdir(scratch, { recursive: true });
const plays = path.join(scratch, 'plays.jsonl');
if (values.anew) await rm(plays, { force: true });
const bundle = path.join(scratch, 'workflows.js');
await writeBundle(bundle);
const environment = {
  MAYDAY_WORKFLOW_BUNDLE: bundle,
  NODE_COMPILE_CACHE: path.join(scratch, 'compiled'),
};

const record = await PlayRecord.open(plays);
if (!record.undisturbed) await record.add(await undisturbedRun(environment));
const { undisturbed } = record;
if (!undisturbed) throw new Error('There is no undisturbed run to hold others against.');
const { lengths } = undisturbed;
console.log(`Undisturbed: ${lengths.at(-1)} events in ${lengths.length} steps. Seed ${seed}.`);

const all = allKills(lengths, seed, wanted);
const left = all.filter((kill) => !record.kills.some((played) => isOf(played, kill)));
console.log(`${all.length - left.length} of ${all.length} kills were played before.`);
const until = minutes === undefined ? Number.POSITIVE_INFINITY : Date.now() + minutes * 60_000;
const parts = {
  record,
  undisturbed,
  environment,
  next: () => (Date.now() < until ? left.shift() : undefined),
  told: tell,
  otherwise: path.join(scratch, 'otherwise'),
};
await Promise.all(Array.from({ length: Math.max(1, lanes) }, () => lane(parts)));

const found = figures(undisturbed, record.kills);
await writeFile(kept, `${JSON.stringify(found, undefined, 2)}\n`);
await writeTable(page, found);
console.log(`\n${table(found)}\n${left.length} kills are left.`);
process.exit(found.differences.length > 0 ? 1 : 0);

function isOf({ victim, at }: KillPlayed, kill: { victim: Victim; events: number }): boolean {
  return victim === kill.victim && at === kill.events;
}

function tell({ victim, at, killed, stuck, ms, again, differences }: KillPlayed): void {
  const never = stuck ? `at event ${at}` : `not at ${at}: the history was over`;
  const when = killed ? `at event ${killed.events} (${killed.newest})` : never;
  const sentAgain = again > 0 ? `, ${again} sent again` : '';
  const came = differences.length === 0 ? 'the same' : `\n  ${differences.join('\n  ')}`;
  console.log(`${victim} ${when}, ${Math.round(ms / 1_000)} s${sentAgain}: ${came}`);
}

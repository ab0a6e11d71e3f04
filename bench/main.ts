import path from 'node:path';
import { tuning } from '../servers/temporal.ts';
import { commitNow } from './commit.ts';
import { coreTime, foreignServer, loadNow, stolenShare, thisMachine } from './machine.ts';
import type { Measure, Profile } from './measure.ts';
import { allMeasures } from './measures.ts';
import { isWanted, pairsOf, readOptions } from './options.ts';
import { writePage } from './page.ts';
import {
  hasAlready,
  missingFrom,
  ownName,
  type Result,
  readReport,
  withResult,
  writeReport,
} from './report.ts';
import { rowText } from './row-text.ts';
import { take } from './take.ts';

const measures = await allMeasures();
const options = readOptions(
  process.argv.slice(2),
  measures.map(({ id }) => id),
);
const { quick, large, folder, resume } = options;
const machine = thisMachine();
const commit = await commitNow();
const foreign = machine.temporalServer === foreignServer;
// Of a server that runs already there is one profile, whichever that is.
const profiles: Profile[] = foreign ? options.profiles.slice(0, 1) : options.profiles;
const name = await ownName(folder, options.name, machine);
const file = path.join(folder, `${name}.json`);
let report = await readReport(file, machine);

const wanted = profiles.flatMap((profile) =>
  measures
    .filter((measure) => isWanted(measure, profile, options))
    .map((measure) => ({ measure, profile, pairs: pairsOf(measure, profile, options) }))
    .filter(
      ({ measure: { id }, profile, pairs }) =>
        !resume || !hasAlready(report, { id, profile, commit, pairs, quick }),
    ),
);
if (name !== options.name)
  console.log(`${options.name}.json has figures of another machine: these go to ${name}.json beside it.`);
if (!quick) {
  const minutes = wanted.reduce((sum, each) => sum + expected(each.measure, each.pairs), 0);
  console.log(`${wanted.length} measures of commit ${commit}; about ${Math.ceil(minutes)} min.`);
}

for (const { measure, profile, pairs } of wanted) {
  const { id, title, against } = measure;
  console.log(`\n${id}, ${foreign ? 'running' : profile} server, ${pairs} pairs: ${title}`);
  const before = loadNow();
  const cores = coreTime();
  const started = new Date();
  const deadlineMs = Math.max(10, 3 * expected(measure, pairs)) * 60_000 * (large ? 3 : 1);
  const outcome = await take({ id, size: { profile, pairs, quick, large } }, deadlineMs);
  const result: Result = {
    id,
    title,
    against,
    profile,
    commit,
    pairs,
    quick,
    dynamicConfig: profile === 'tuned' && !foreign ? tuning : [],
    began: started.toISOString(),
    seconds: Math.round((Date.now() - started.getTime()) / 1_000),
    load: { before, after: loadNow() },
    stolen: stolenShare(cores, coreTime()),
    ...outcome,
  };
  // Read anew: another run may have written to it meanwhile.
  report = withResult(await readReport(file, machine), result);
  await writeReport(file, report);
  for (const row of result.rows ?? []) console.log(`  ${rowText(row)}`);
  for (const note of result.notes ?? []) console.log(`  ${note}`);
  if (result.failed) {
    console.error(`  It did not come to its end: ${result.failed}`);
    process.exitCode = 1;
  }
}
console.log(`\n${path.relative(process.cwd(), file)} has the figures.`);
if (name === 'latest') {
  const missing = missingFrom(report, measures);
  if (missing.length === 0) await writePage(report);
  else console.log(`docs/performance.md stays as it is: the report lacks ${missing.join(', ')}.`);
}

/** Minutes on two cores. */
function expected(measure: Measure, pairs: number): number {
  return (measure.minutes * pairs) / (measure.pairs ?? 5);
}

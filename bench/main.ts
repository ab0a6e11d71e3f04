import path from 'node:path';
import { tuning } from '../servers/temporal.ts';
import { loadNow, thisMachine } from './machine.ts';
import { allMeasures } from './measures.ts';
import { readOptions } from './options.ts';
import { writePage } from './page.ts';
import { type Result, readReport, withResult, writeReport } from './report.ts';
import { rowText } from './row-text.ts';

const measures = await allMeasures();
const options = readOptions(
  process.argv.slice(2),
  measures.map(({ id }) => id),
);
const { ids, pairs, quick, profiles, name, folder, resume } = options;
const file = path.join(folder, `${name}.json`);
const machine = thisMachine();
let report = await readReport(file, machine);

for (const profile of profiles) {
  for (const { id, title, against, run } of measures) {
    if (ids.length > 0 && !ids.includes(id)) continue;
    const known = report.results.find((each) => each.id === id && each.profile === profile);
    if (resume && known && !known.failed) continue;
    console.log(`\n${id}, ${profile} server: ${title}`);
    const before = loadNow();
    const started = new Date();
    const size = { profile, pairs, quick, say: (line: string) => console.log(`  ${line}`) };
    const outcome = await run(size).catch((error: Error) => ({ failed: error.message }));
    const result: Result = {
      id,
      title,
      against,
      profile,
      pairs,
      quick,
      dynamicConfig: profile === 'tuned' ? tuning : [],
      began: started.toISOString(),
      seconds: Math.round((Date.now() - started.getTime()) / 1_000),
      load: { before, after: loadNow() },
      ...outcome,
    };
    // Read anew: another run may have written to it meanwhile.
    report = withResult(await readReport(file, machine), result);
    await writeReport(file, report);
    for (const row of result.rows ?? []) console.log(`  ${rowText(row)}`);
    if (result.failed) {
      console.error(`  It did not come to its end: ${result.failed}`);
      process.exitCode = 1;
    }
  }
}
console.log(`\n${path.relative(process.cwd(), file)} has the figures.`);
if (name === 'latest') await writePage(report);

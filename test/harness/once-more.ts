import { type Counts, type FileResult, whole } from './results-by-file.ts';

/** Failed files beyond this many are no accident of a busy machine. */
const few = 10;

/** Each file's result, from the lines that `results-by-file.ts` wrote; undefined where they are not all there. */
export function readResults(text: string): Map<string, FileResult> | undefined {
  const lines = text.split('\n').filter(Boolean);
  if (lines.pop() !== whole) return undefined;
  const results = new Map<string, FileResult>();
  for (const line of lines) {
    const { file, failed, counts } = JSON.parse(line) as FileResult;
    const known = results.get(file);
    results.set(file, {
      file,
      failed: failed || known?.failed === true,
      counts: counts ?? known?.counts,
    });
  }
  return results;
}

/** The failed files of a whole run that are worth another try; none where there are more than a few. */
export function worthAnotherTry(results: ReadonlyMap<string, FileResult>): string[] {
  const failed = [...results.values()].filter((result) => result.failed).map(({ file }) => file);
  return failed.length > few ? [] : failed;
}

/** The counts of all files, as the runner prints them; of a file that was run again those of the second time. */
export function countLines(results: ReadonlyMap<string, FileResult>, ms: number): string[] {
  const all = [...results.values()].map(({ counts }) => counts ?? crashed);
  const sum = (of: keyof Counts) => all.reduce((total, counts) => total + counts[of], 0);
  return [
    `tests ${sum('tests')}`,
    `suites ${sum('suites')}`,
    `pass ${sum('passed')}`,
    `fail ${sum('failed')}`,
    `cancelled ${sum('cancelled')}`,
    `skipped ${sum('skipped')}`,
    `todo ${sum('todo')}`,
    `duration_ms ${Math.round(ms)}`,
  ].map((count) => `ℹ ${count}`);
}

const crashed: Counts = { tests: 1, suites: 0, passed: 0, failed: 1, cancelled: 0, skipped: 0, todo: 0 };

import type { TestEvent } from 'node:test/reporters';

/** What one test file, a process of its own, came to. */
export interface FileResult {
  /** Its whole path. */
  file: string;
  failed: boolean;
  /** Absent where the process ended before it could count. */
  counts?: Counts | undefined;
}

export type Counts = Record<
  'tests' | 'suites' | 'passed' | 'failed' | 'cancelled' | 'skipped' | 'todo',
  number
>;

/** The last line of a run that came to its end. */
export const whole = 'whole';

/** A reporter for programs: lines of JSON, a `FileResult` for each file and one more for each failure in it. */
// biome-ignore lint/style/noDefaultExport: the test runner takes a reporter by its default export
export default async function* resultsByFile(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type === 'test:summary') {
      const { success, counts } = event.data as unknown as { success: boolean; counts: Counts };
      const file = fileOf(event.data);
      yield file === undefined ? `${whole}\n` : line({ file, failed: !success, counts });
    } else if (event.type === 'test:fail') {
      const file = fileOf(event.data);
      if (file !== undefined) yield line({ file, failed: true });
    }
  }
}

/** The file that was run: a story's test stands in the harness. */
function fileOf(data: { entryFile?: string; file?: string }): string | undefined {
  return data.entryFile ?? data.file;
}

function line(result: FileResult): string {
  return `${JSON.stringify(result)}\n`;
}

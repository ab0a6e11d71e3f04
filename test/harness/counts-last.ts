import { Readable } from 'node:stream';
import type { TestEvent } from 'node:test/reporters';
import { spec } from 'node:test/reporters';

const counts = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /;

/** The spec reporter, but with the counts after the failures, as the last lines. */
// biome-ignore lint/style/noDefaultExport: the test runner takes a reporter by its default export
export default async function* countsLast(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const last: string[] = [];
  async function* others(): AsyncGenerator<TestEvent> {
    for await (const event of events) {
      const isCount = event.type === 'test:diagnostic' && event.data.nesting === 0;
      if (isCount && counts.test(event.data.message)) last.push(event.data.message);
      else yield event;
    }
  }
  yield* Readable.from(others()).compose(new spec());
  yield `\n${last.map((line) => `ℹ ${line}\n`).join('')}`;
}

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { randomSeed, runsOr } from '../harness/config.ts';

/** How many inputs a test tries; of those that need servers a hundredth of `FC_RUNS`. */
export interface Tries {
  enough: number;
  costly?: true;
  /** An input as it is printed. */
  show?: (input: never) => string;
}

/** Tries inputs one after the other, prints seed and count, and fails with the smallest that breaks the property. */
export async function tries<Input>(
  context: TestContext,
  inputs: fc.Arbitrary<Input>,
  { enough, costly, show = fc.stringify }: Tries,
  holds: (input: Input) => unknown,
): Promise<void> {
  const numRuns = costly ? Math.ceil(runsOr(enough * 100) / 100) : runsOr(enough);
  const seed = randomSeed();
  let tried = 0;
  const property = fc.asyncProperty(inputs, async (input) => {
    tried += 1;
    await holds(input);
  });
  const details = await fc.check(property, { seed, numRuns });
  context.diagnostic(`FC_SEED=${seed}, ${tried} inputs`);
  if (!details.failed) return;
  const [[smallest] = []] = [details.counterexample ?? []];
  const again = `FC_SEED=${seed}, after ${details.numShrinks} smaller ones:`;
  throw new Error(`${again}\n${cut(show(smallest as never))}`, { cause: details.errorInstance });
}

/** Fails where work takes longer, of CPU: the machine may be busy with other things. */
export function within(seconds: number, work: () => unknown): void {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  const took = (user + system) / 1_000_000;
  assert.ok(took < seconds, `it took ${took.toFixed(1)} s of CPU, and ${seconds} s are the most`);
}

/** A sentence for a person: nothing of the machine's own shows through. */
export function assertSentence(says: string, longest: number): void {
  assert.ok(says.trim().length > 10, `"${says}" says nothing`);
  assert.ok(says.length <= longest, `${says.length} characters: ${says.slice(0, 300)}…`);
  assert.doesNotMatch(says, ofTheMachine);
}

/** What V8, zod and stack traces say, and people should not have to read. */
const ofTheMachine =
  /Cannot read propert|is not a function|is not iterable|call stack|\n\s+at \S+ \(|\[object |Invalid input|undefined:|TypeError|RangeError|Cannot convert|node_modules/;

function cut(text: string): string {
  return text.length > 8_000 ? `${text.slice(0, 8_000)}…` : text;
}

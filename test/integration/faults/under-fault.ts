import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { until } from '../../../servers/process.ts';
import { type Fault, FaultyProxy } from './faulty-proxy.ts';

/** Something of ours that asks a server, and what it is to say when it is not answered. */
export interface Asker {
  name: string;
  /** Where the server listens. */
  port: number;
  /** Asks it through another port of 127.0.0.1, as a worker that has just started. */
  ask(port: number): Promise<unknown>;
  /** ms that its activity has. */
  within: number;
  /** Of each sentence about a fault: which server. */
  names: RegExp;
  /** The head of an answer is enough. */
  headSuffices?: true;
  /** Where not being answered is an answer, as for a health check: what it is. */
  finds?: object;
}

/** What came of asking: what was answered or thrown, and after how many ms. */
export interface Outcome {
  answer?: unknown;
  failure?: unknown;
  ms: number;
}

/** ms that a busy machine may add. */
const busyMs = 15_000;

/** Asks under a fault, and waits until no connection is left. */
export async function underFault({ name, port, ask }: Asker, fault: Fault): Promise<Outcome> {
  const proxy = new FaultyProxy(fault);
  const through = await proxy.before(port);
  const begun = performance.now();
  const ms = () => Math.round(performance.now() - begun);
  try {
    const outcome: Outcome = await ask(through).then(
      (answer) => ({ answer, ms: ms() }),
      (failure: unknown) => ({ failure, ms: ms() }),
    );
    await until(async () => proxy.open === 0, { deadlineMs: 60_000 }).catch(() =>
      assert.fail(`${name}, ${fault}: ${proxy.open} connections are left behind`),
    );
    return outcome;
  } finally {
    await proxy.close();
  }
}

/** It ended in time: with an answer where the fault lets one through, else with a failure that is tried again and says of whom. */
export function assertEndsWell(
  { name, within, names, headSuffices, finds }: Asker,
  fault: Fault,
  outcome: Outcome,
): void {
  const { answer, failure, ms } = outcome;
  const what = `${name}, ${fault}, after ${ms} ms`;
  assert.ok(ms < within + busyMs, `${what}: it has ${within} ms`);
  const answered = fault === 'latency' || (headSuffices && fault === 'stalled');
  if (answered || finds) assert.equal(failure, undefined, `${what}: ${failure}`);
  if (answered) return;
  if (finds) {
    assert.partialDeepStrictEqual(answer, finds, what);
    assert.match((answer as { says: string }).says, names, what);
    return;
  }
  // An answer a byte at a time may still come in time.
  if (fault === 'slow' && failure === undefined) return;
  assert.ok(failure instanceof ApplicationFailure, `${what}: ${JSON.stringify(answer)} ${failure}`);
  assert.equal(failure.type, 'TargetUnreachable', `${what}: ${failure.message}`);
  assert.equal(failure.nonRetryable, false, what);
  assert.match(failure.message, names, what);
}

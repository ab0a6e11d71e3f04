import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { priority } from '../../../client/cli/doctor/priority.ts';
import type { Verdict } from '../../../client/cli/doctor/report.ts';
import { connectTemporal, type Temporal } from '../../../client/temporal.ts';
import { until } from '../../../servers/process.ts';
import { inOrder, startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { notOurOwn } from '../../harness/servers.ts';

/** What `doctor` says of a server with these settings, once nothing of what it tried is left. */
async function examined(dynamicConfig: readonly string[]): Promise<Verdict> {
  let server: TemporalServer | undefined;
  let temporal: Temporal | undefined;
  try {
    server = await startTemporal({ headless: true, tuned: true, dynamicConfig });
    temporal = await connectTemporal({
      environment: { TEMPORAL_ADDRESS: server.address },
      identity: 'priority-test',
    });
    const verdict = await priority(temporal);
    const { client } = temporal;
    await until(async () => (await client.workflow.count('ExecutionStatus = "Running"')).count === 0, {
      deadlineMs: 60_000,
    });
    return verdict;
  } finally {
    await temporal?.close();
    await server?.stop();
  }
}

describe('mayday doctor tests the effect of priority and fairness', {
  skip: await notOurOwn('temporal'),
}, () => {
  let found: Record<'neither' | 'matcher' | 'both', Verdict>;
  before(async () => {
    found = {
      neither: await examined([]),
      matcher: await examined(['matching.useNewMatcher=true']),
      both: await examined(inOrder),
    };
  });

  test('a server that takes the options and ignores them is told, with the settings that help', () => {
    const { verdict, says } = found.neither;
    assert.equal(verdict, 'doubtful', says);
    assert.match(says, /ignores priorities.*matching\.useNewMatcher=true and matching\.enableFairness=true/);
  });

  test('one that knows priorities and no fairness, too', () => {
    const { verdict, says } = found.matcher;
    assert.equal(verdict, 'doubtful', says);
    assert.match(says, /knows priorities.*Set matching\.enableFairness=true/);
  });

  test('one that keeps the order is good', () => {
    const { verdict, says } = found.both;
    assert.equal(verdict, 'good', says);
  });
});

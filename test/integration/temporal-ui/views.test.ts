import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { until } from '../../../servers/process.ts';
import { stackUnavailable } from '../../harness/servers.ts';
import { json } from '../../smoke/bad-input-cases.ts';
import { BadInputWorld } from '../../smoke/bad-input-world.ts';

const within = { deadlineMs: 60_000 };
const document = new URL('../../../docs/temporal-ui.md', import.meta.url);

/** The views of docs/temporal-ui.md: their queries by name. */
async function views(): Promise<Map<string, string>> {
  const text = await readFile(document, 'utf8');
  const [, section = ''] = text.split('## Views to save');
  const [table = ''] = section.split('\n## ');
  return new Map(
    [...table.matchAll(/^\| ([^|]+) \| `([^`]+)` \|$/gm)].map(([, name = '', query = '']) => [name, query]),
  );
}

describe('The Temporal UI, on a real server', { skip: await stackUnavailable() }, () => {
  let world: BadInputWorld;
  let saved: Map<string, string>;
  /** Workflow id by what it is. */
  const runs: Record<string, string> = {};

  /** Starts a run as the form does, and answers with the id of the incident that it became. */
  async function become(runbook: string, input: Record<string, unknown>): Promise<string> {
    const started = await world.start(runbook, json({ system: 'demo', ...input }));
    const result = (await world.stack.client.workflow.getHandle(started).result()) as { to: string };
    return result.to;
  }

  async function found(query: string): Promise<string[]> {
    const ids: string[] = [];
    for await (const { workflowId } of world.stack.client.workflow.list({ query })) ids.push(workflowId);
    return ids;
  }

  before(async () => {
    world = await BadInputWorld.open();
    saved = await views();
    runs.urgent = await become('generalIncident', { severity: 'P0', summary: 'all is down' });
    runs.minor = await become('generalIncident', { severity: 'P3', summary: 'a typo', group: 'another' });
    runs.shadow = await become('generalIncident', { mode: 'shadow', summary: 'only looking' });
    runs.freeze = await world.start(
      'freeze',
      json({ by: 'dora', reason: 'release day' }),
      'mayday-freeze:other',
    );
    runs.failed = await world.start('databaseIssues', json({ system: 'dmeo' }));
    await world.signal(
      runs.minor,
      'propose',
      json({ mitigation: 'limitShopConnections', parameters: { limit: 20 }, by: 'alice' }),
    );
  });
  after(() => world?.close());

  const expected: Record<string, { has: string[]; lacks: string[] }> = {
    'Open P0 and P1': { has: ['urgent'], lacks: ['minor', 'shadow', 'freeze', 'failed'] },
    'All open incidents': { has: ['urgent', 'minor'], lacks: ['shadow', 'freeze', 'failed'] },
    'Waits for approval': { has: ['minor'], lacks: ['urgent', 'shadow', 'freeze', 'failed'] },
    'Only people can go on': { has: ['urgent'], lacks: ['minor', 'shadow', 'freeze', 'failed'] },
    'Of one system': { has: ['urgent', 'minor'], lacks: ['shadow', 'freeze', 'failed'] },
    'Follow-ups': { has: [], lacks: ['urgent', 'minor', 'shadow', 'freeze', 'failed'] },
    Shadows: { has: ['shadow'], lacks: ['urgent', 'minor', 'freeze', 'failed'] },
    Keepers: { has: ['freeze'], lacks: ['urgent', 'minor', 'shadow', 'failed'] },
    'Ended badly': { has: ['failed'], lacks: ['urgent', 'minor', 'shadow', 'freeze'] },
  };

  test('each view of the document is looked at here', () => {
    assert.deepEqual([...saved.keys()], Object.keys(expected));
  });

  for (const [name, { has, lacks }] of Object.entries(expected)) {
    test(`the view "${name}" finds what it says`, async () => {
      const query = saved.get(name);
      assert.ok(query);
      const wanted = has.map((what) => runs[what] ?? '');
      await until(async () => {
        const ids = await found(query);
        return wanted.every((id) => ids.includes(id));
      }, within);
      const ids = await found(query);
      for (const what of lacks) assert.ok(!ids.includes(runs[what] ?? ''), `not the ${what} one`);
    });
  }

  test('a run says what it is about with no word of a worker', async () => {
    const summaryOf = async (id = '') =>
      await (await world.stack.client.workflow.getHandle(id).describe()).staticSummary();
    assert.equal(await summaryOf(runs.urgent), 'P0 demo: all is down');
    assert.equal(await summaryOf(runs.shadow), 'shadow demo: only looking');
  });

  test('everything that a run listens to says what it takes', async () => {
    type Definition = { name: string; description?: string };
    type Definitions = Record<'signalDefinitions' | 'queryDefinitions' | 'updateDefinitions', Definition[]>;
    for (const id of [runs.urgent, runs.freeze]) {
      const handle = world.stack.client.workflow.getHandle(id ?? '');
      const { definition } = await handle.query<{ definition: Definitions }>('__temporal_workflow_metadata');
      const { signalDefinitions, queryDefinitions, updateDefinitions } = definition;
      for (const { name, description = '' } of [...queryDefinitions, ...updateDefinitions])
        assert.ok(description.length > 3, `${name} has no description`);
      for (const { name, description = '' } of signalDefinitions)
        assert.match(description, /\{".+\}|\(sent by /, `${name} does not say what it takes`);
    }
  });

  const refusals: [string, string, Record<string, unknown>, RegExp][] = [
    [
      'a runbook that nobody wrote',
      'databaseIssue',
      { system: 'demo' },
      /^There is no runbook "databaseIssue"/,
    ],
    ['an unknown system', 'databaseIssues', { system: 'dmeo' }, /^There is no system "dmeo"; did you mean/],
    [
      'a refused severity',
      'databaseIssues',
      { system: 'demo', severity: 'P7' },
      /^"P7" is no severity of demo/,
    ],
    ['a lease', 'lease', {}, /^Incidents start leases themselves/],
    [
      'a freeze under another id',
      'freeze',
      { by: 'dora' },
      /^Nothing is frozen: start it under the workflow id/,
    ],
    ['a watchdog', 'watchdog', {}, /^Gateways start watchdogs themselves/],
    ['maintenance', 'maintenance', {}, /^The gateway starts it by itself/],
    ['follow-ups', 'postIncident', {}, /^An incident starts its postIncident itself/],
  ];
  for (const [what, type, input, says] of refusals) {
    test(`${what} fails with a sentence and nothing else`, async () => {
      const id = await world.start(type, json(input));
      assert.match(await world.failure(id), says);
      const { events } = await world.stack.client.workflow.getHandle(id).fetchHistory();
      const failure = events?.at(-1)?.workflowExecutionFailedEventAttributes?.failure;
      assert.doesNotMatch(failure?.message ?? '', /undefined|\[object|\n/);
      assert.equal(failure?.stackTrace ?? '', '');
    });
  }

  test('a signal that is refused says so where it is seen', async () => {
    const id = runs.urgent ?? '';
    await world.signal(id, 'approve', json({ plan: 7, hash: '12345678', by: 'alice' }));
    await until(async () => (await world.facts(id, 'message refused')).length > 0, within);
    const handle = world.stack.client.workflow.getHandle(id);
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    assert.match(currentDetails, /Refused "approve"/);
  });

  test('a cancelled run ends as cancelled and says who and why in its details', async () => {
    const handle = world.stack.client.workflow.getHandle(runs.minor ?? '');
    await handle.cancel();
    await handle.result().catch(() => undefined);
    assert.equal((await handle.describe()).status.name, 'CANCELLED');
    const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    assert.match(currentDetails, /· cancelled\n[\s\S]*somebody cancelled the workflow/);
  });
});

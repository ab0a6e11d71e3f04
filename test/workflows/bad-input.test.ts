import assert from 'node:assert/strict';
import type { WorkflowFailedError } from '@temporalio/client';
import type { Play } from '../harness/play.ts';
import { story } from '../harness/story.ts';

async function failure(run: Play): Promise<string> {
  try {
    await run.result();
  } catch (error) {
    return (error as WorkflowFailedError).cause?.message ?? '';
  }
  return 'it did not fail';
}

story('a runbook that nobody wrote is refused with the list of those there are', async (stage) => {
  const run = await stage.start('databaseIssue', { system: 'demo' });
  assert.match(
    await failure(run),
    /^There is no runbook "databaseIssue"\. Start one of: .*databaseIssues \(/,
  );
});

story('a person who starts a run badly is told at once what to write instead', async (stage) => {
  const unknownSystem = await stage.start('databaseIssues', { system: 'dmeo' });
  assert.match(await failure(unknownSystem), /demo/);
  const nothing = await stage.start('databaseIssues', undefined);
  assert.match(await failure(nothing), /system/);
  const severity = await stage.start('databaseIssues', { system: 'demo', severity: 'P7' });
  assert.match(await failure(severity), /P0/);
});

story('a message that cannot be read or decoded harms nothing and is on the timeline', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.handle.signal('approve', 'yes please');
  await incident.handle.signal('approve', { plan: 'one', hash: 'x' });
  await incident.handle.signal('note', { text: 7 });
  await incident.handle.signal('alerts', { alerts: [{}] });
  await incident.handle.signal('resolve', { as: 'whatever' });
  await incident.rawSignal('acknowledge', 'json/protobuf', '{"by":"alice"}');
  await incident.rawSignal('approve', 'binary/unheard-of', 'zzz');
  await incident.handle.signal('noSuchSignal', {});
  await incident.until('all are on the timeline', () => true);
  const refused = (await incident.facts('message refused')).map((fact) => `${fact.verb}: ${fact.because}`);
  assert.equal(refused.length, 7);
  assert.match(refused[5] ?? '', /^acknowledge: it could not be decoded .* send it as json\/plain$/);
  assert.equal((await incident.view()).acknowledgedBy, undefined);
  await incident.approve('alice');
  assert.equal((await incident.result()).phase, 'resolved');
});

story('a run started under any id hands over to the incident it should have been', async (stage) => {
  const run = await stage.start('databaseIssues', { system: 'demo', summary: 'slow' }, 'whatever-i-typed');
  const result = (await run.result()) as unknown as { end: string; to: string };
  assert.equal(result.end, 'handed over');
  const incident = stage.play(result.to);
  const { pending, summary } = await incident.asked();
  assert.equal(summary, 'slow');
  assert.equal(pending?.id, 1);
  await incident.resolve('alice', 'false alarm', 'only a test');
  await incident.result();
});

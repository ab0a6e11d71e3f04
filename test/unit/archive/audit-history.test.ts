import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Audit, auditHistory, auditKept } from '../../../archive/audit/audit.ts';
import { readHistory } from '../../../archive/audit/history.ts';
import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { withoutEvidence } from '../../../workflows/incident/carried.ts';
import { reader, sealedRecord } from './sealed-record.ts';

const { seal, ...record } = sealedRecord();
const { keyId, openedAt, timeline } = record;
const said = ({ faults }: Audit) => faults.map(({ says }) => says);
const orderless = 'is not what any order in the history was answered';

/** The first of two runs hands on what it knows so far, the last one gives the record to the archive. */
const handedOn = timeline.slice(0, 13).map((entry, i) => withoutEvidence(entry, i < 10));
const whole = [...handedOn, ...timeline.slice(13)];
const first = history([
  ['workflowExecutionStarted', { input: payloads({ system: 'demo' }) }],
  ['workflowExecutionContinuedAsNew', { input: carrying(handedOn) }],
]);
const last = history([
  ['workflowExecutionStarted', { input: carrying(handedOn) }],
  [
    'activityTaskScheduled',
    { activityType: { name: 'archive' }, input: payloads({ ...record, timeline: whole }) },
  ],
  ['activityTaskCompleted', { scheduledEventId: '2', result: payloads({ postMortemAt: '/x', seal }) }],
]);

test('the last history of a long incident has the record of all its runs, under its seal', () => {
  const run = readHistory(last);
  assert.deepEqual(
    [run.closed, run.carried.length, run.record?.timeline.length],
    [true, 13, timeline.length],
  );
  const audit = auditHistory(run, reader);
  assert.deepEqual(
    said(audit).filter((says) => !says.startsWith('the seal does not fit')),
    [],
    'this seal is over a record with all rows',
  );
  assert.match(audit.notes.join('\n'), /^Entries 1 to 13 are from earlier runs/m);
});

test('an earlier history has what it handed on, and says that it is not the end', () => {
  const run = readHistory(first);
  assert.deepEqual([run.closed, run.record?.keyId], [false, keyId]);
  const audit = auditHistory(run, reader);
  assert.match(said(audit).join('\n'), new RegExp(`\\(applied, .*\\) ${orderless}$`), 'no order is in it');
  assert.match(audit.notes.join('\n'), /^The run has not closed its record/m);
});

test('the histories of all runs are held against the record beside them', () => {
  const other = handedOn.map((entry) => ({ ...entry, chain: 'f'.repeat(32) }));
  const files = (text: string) => [
    { name: 'history-before-1.json', text },
    { name: 'history.json', text: last },
  ];
  const kept = { ...sealedRecord(), timeline, seal };
  const well = said(auditKept({ record: { ...record, seal }, histories: files(first) }, reader));
  assert.ok(
    well.every((says) => says.endsWith(orderless) || says.startsWith('history.json: the seal does not fit')),
    well.join('\n'),
  );
  const changed = history([['workflowExecutionContinuedAsNew', { input: carrying(other) }]]);
  const [found] = said(auditKept({ record: kept, histories: files(changed) }, reader)).filter((says) =>
    says.endsWith('is another one than in the record'),
  );
  assert.match(found ?? '', /^history-before-1\.json: entry 1 of 13 \(opened, /);
  const illegible = said(auditKept({ record: kept, histories: files('{"events":') }, reader));
  assert.match(illegible.join('\n'), /^history-before-1\.json cannot be read\. It is no JSON/m);
});

test('a payload in an encoding of somebody else is told, and that of a signal stops nothing', () => {
  const odd = {
    payloads: [{ metadata: { encoding: Buffer.from('binary/encrypted').toString('base64') }, data: '' }],
  };
  assert.throws(() => readHistory(history([['workflowExecutionStarted', { input: odd }]])), {
    message: 'A payload is encoded as "binary/encrypted", and only json/plain can be read here',
  });
  const { signals } = readHistory(
    history([['workflowExecutionSignaled', { signalName: 'note', input: odd }]]),
  );
  assert.deepEqual(signals, [{ event: 1, name: 'note', message: undefined }]);
});

function history(events: [name: string, attributes: object][]): string {
  return JSON.stringify({
    events: events.map(([name, attributes], i) => ({
      eventId: `${i + 1}`,
      [`${name}EventAttributes`]: attributes,
    })),
  });
}

function payloads(value: unknown): object {
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  return {
    payloads: [{ metadata: { encoding: encoded('json/plain') }, data: encoded(JSON.stringify(value)) }],
  };
}

function carrying(entries: TimelineEntry[]): object {
  const profile = { system: 'demo', runbook: { name: 'databaseIssues' } };
  return payloads({ system: 'demo', carried: { keyId, openedAt, admitted: { profile }, timeline: entries } });
}

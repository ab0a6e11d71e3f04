// A process of its own that says notices until it is done or killed: node writer.ts <file> <key id> <first> <last>
import { logChannel } from '../../../activities/notify/log-channel.ts';

const [file = '', keyId = '', first = '0', last = '0'] = process.argv.slice(2);
const channel = logChannel(file, { write: () => {} });
process.stdout.write('ready\n');
for (let entry = Number(first); entry <= Number(last); entry += 1) {
  await channel.say({
    kind: 'update',
    keyId,
    entryId: `entry-${entry}`,
    workflowId: 'incident:demo:databaseIssues:49ab03ca1664',
    system: 'demo',
    phase: 'triggered',
    label: 'Critical',
    incident: 'INC-7K3FQ2',
    at: '2026-11-21T03:12:05.000Z',
    text: `number ${entry} ${'x'.repeat(entry % 7000)}`,
    details: [],
    people: [],
  });
}

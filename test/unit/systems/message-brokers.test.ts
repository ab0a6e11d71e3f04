import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import { whole } from './broken-files.ts';

const improving = 'improves: { metric: lag, within: 3m }';

/** A file with a Kafka, a workload that may consume, and a restart of it. */
function withBroker(entry: string, target = 'brokers: ["kafka-0:9092"]'): string {
  return whole
    .replace(
      'mitigations:\n',
      `  kafka: { kind: kafka, ${target} }
  billing: { kind: deployment, namespace: shop, name: billing }
mitigations:
  restartBilling: { title: Restart it, action: kubernetes.restart, targets: [billing], risk: disruptive, ${improving} }
`,
    )
    .replace(
      'runbooks:\n',
      `runbooks:
  messageBrokerIssues: { ${entry}, mitigations: [restartBilling] }
`,
    );
}

function problems(text: string): string {
  const loaded = loadSystem('shop.yaml', text);
  return 'system' in loaded ? '' : loaded.problems.join('\n');
}

function read(text: string) {
  const loaded = loadSystem('shop.yaml', text);
  assert.ok('system' in loaded, problems(text));
  const profile = profileOf(loaded.system, loaded.hash, 'messageBrokerIssues', new Date());
  const restart = profile.mitigations.find(({ name }) => name === 'restartBilling');
  return { ...profile, improves: restart?.improves };
}

const server = { id: 'kafka', kind: 'kafka', brokers: ['kafka-0:9092'] };

test('what a file does not say of its broker is assumed, and shown so', () => {
  const { runbook, assumed, improves } = read(withBroker('broker: kafka'));
  assert.deepEqual(runbook.broker, { server, lagAbove: 1_000, consumers: [] });
  assert.deepEqual(
    assumed.filter((each) => each.startsWith('broker: ')),
    [
      'broker: the file does not say from when on a group counts as behind, so from more than 1,000 messages of a topic',
      'broker: the file names no "consumers", so no workload is restarted for a group that lags',
    ],
  );
  assert.equal(improves, undefined);
  assert.ok(
    assumed.some((each) => each.startsWith('restartBilling: the file names no group that its targets')),
  );
});

test('what a file says of its broker counts, and lag is measured of what a restarted workload consumes for', () => {
  const { runbook, assumed, improves } = read(
    withBroker('broker: kafka, lagAbove: 50, consumers: { billing.v2: billing, "mails:eu": billing }'),
  );
  const consumers = [
    { group: 'billing.v2', workload: 'billing' },
    { group: 'mails:eu', workload: 'billing' },
  ];
  assert.deepEqual(runbook.broker, { server, lagAbove: 50, consumers });
  assert.ok(!assumed.some((each) => each.startsWith('broker: ')));
  assert.deepEqual(improves, {
    metric: 'lag',
    target: server,
    groups: ['billing.v2', 'mails:eu'],
    below: 50,
    within: 180_000,
    readings: 3,
    every: 10_000,
  });
});

test('who signs in, and whom to trust, are references that only a worker resolves', () => {
  const target = `brokers: ["\${KAFKA}"], tls: { authority: "\${CA}" }, sasl: { mechanism: SCRAM-SHA-512, user: mayday, password: "\${SECRET}" }`;
  const { runbook } = read(withBroker('broker: kafka, consumers: { billing: billing }', target));
  assert.deepEqual(runbook.broker?.server, {
    id: 'kafka',
    kind: 'kafka',
    brokers: [`\${KAFKA}`],
    tls: { authority: `\${CA}` },
    sasl: { mechanism: 'SCRAM-SHA-512', user: 'mayday', password: `\${SECRET}` },
  });
});

test('without a broker the runbook is for people, and assumes nothing of one', () => {
  const { runbook, assumed } = read(withBroker('title: Messages'));
  assert.equal(runbook.broker, undefined);
  assert.ok(!assumed.some((each) => each.startsWith('broker: ')));
});

for (const [what, entry, target, says] of [
  [
    'brokers without a port',
    'broker: kafka',
    'brokers: [kafka]',
    /brokers\.0: found "kafka", expected host:port/,
  ],
  [
    'a password as it is',
    'broker: kafka',
    'brokers: ["kafka:9092"], sasl: { mechanism: PLAIN, user: mayday, password: hush }',
    /sasl\.password: found .*expected a \$\{NAME\} that holds the password/,
  ],
  [
    'a consumer that is nowhere',
    'broker: kafka, consumers: { billing: biling }',
    'brokers: ["kafka:9092"]',
    /consumers\.billing: found "biling", expected a name under "targets" .*did you mean "billing"\?/,
  ],
  [
    'another kind of broker',
    'broker: billing',
    'brokers: ["kafka:9092"]',
    /broker: found "billing", .*of kind kafka/,
  ],
] as const) {
  test(`${what}: refused, with what to write`, () => {
    const found = problems(withBroker(entry, target));
    assert.match(found, says);
    assert.doesNotMatch(found, /hush/);
  });
}

import assert from 'node:assert/strict';
import { withPolicy } from '../harness/policies.ts';
import { story } from '../harness/story.ts';

const withBroker = (file: string) =>
  withPolicy(
    {},
    true,
  )(file)
    .replace(
      'targets:\n',
      `targets:
  kafka: { kind: kafka, brokers: ["kafka:9092"], runsOn: kafkaWorkload }
  kafkaWorkload: { kind: statefulSet, namespace: shop, name: kafka, dataStore: true }
  billingWorker: { kind: deployment, namespace: shop, name: billing }
  mailWorker: { kind: deployment, namespace: shop, name: mailer }
`,
    )
    .replace(
      'mitigations:\n',
      `mitigations:
  restartBilling: { title: Restart billing, action: kubernetes.restart, targets: [billingWorker], risk: disruptive, improves: { metric: lag } }
  restartMailer: { title: Restart the mailer, action: kubernetes.restart, targets: [mailWorker], risk: disruptive, improves: { metric: lag } }
  restartBroker: { title: Restart Kafka, action: kubernetes.restart, targets: [kafkaWorkload], risk: destructive }
`,
    )
    .replace(
      'runbooks:\n',
      `runbooks:
  messageBrokerIssues:
    broker: kafka
    consumers: { billing: billingWorker, mails: mailWorker }
    severity: P1
    mitigations: [restartMailer, restartBilling, restartBroker]
`,
    );

const edited = { edit: withBroker };

story(
  'a group that nobody consumes for: what does is restarted, the lag is gone, and the incident resolves',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.kafka.lags.set('billing', {
      workload: 'billingWorker',
      messages: 5_000,
      trouble: 'no members',
    });
    const incident = await stage.alert({}, 'messageBrokerIssues');
    const { pending, findings } = await incident.asked();
    assert.deepEqual([pending?.mitigation, pending?.needs], ['restartBilling', 1]);
    assert.deepEqual(
      findings.map(({ check, verdict }) => [check, verdict]),
      [
        ['brokers', 'well'],
        ['topics', 'well'],
        ['lag', 'sick'],
        ['health', 'well'],
        ['pods', 'well'],
        ['logs of billingWorker', 'well'],
        ['logs of mailWorker', 'well'],
        ['rollouts', 'well'],
      ],
    );
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.cluster.changes, ['kubernetes.restart of billingWorker']);
    const [improved] = await incident.facts('improved');
    assert.match(improved?.says ?? '', /0 messages wait/);
  },
  edited,
);

story(
  'of two that lag the worst is restarted first; what catches up by itself is left alone',
  async (stage) => {
    stage.world.idle.clear();
    const { lags } = stage.world.kafka;
    lags.set('billing', { workload: 'billingWorker', messages: 9_000, trouble: 'falls behind' });
    lags.set('mails', { workload: 'mailWorker', messages: 20_000, trouble: 'catches up' });
    const incident = await stage.alert({}, 'messageBrokerIssues');
    const { pending } = await incident.asked();
    assert.equal(pending?.mitigation, 'restartBilling');
    await incident.reject('alice', 'it is being deployed');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.deepEqual(stage.world.cluster.changes, []);
    await incident.resolve('alice', 'fixed', 'by hand');
  },
  edited,
);

story(
  'a broker that is away is for people: no restart is offered, least of all of the broker',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.kafka.away.add('kafka-1:9092');
    stage.world.unreachable.add('lag');
    const incident = await stage.alert({}, 'messageBrokerIssues');
    const { findings } = await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.deepEqual(
      findings.slice(0, 3).map(({ check, verdict }) => [check, verdict]),
      [
        ['brokers', 'sick'],
        ['topics', 'well'],
        ['lag', 'unknown'],
      ],
    );
    assert.equal((await incident.plans()).length, 0);
    await incident.resolve('alice', 'fixed', 'the node is back');
  },
  edited,
);

story(
  'a restart that does not shrink the lag did not help, and people go on',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.kafka.lags.set('billing', { workload: 'nothing', messages: 5_000, trouble: 'stands still' });
    stage.world.kafka.lags.set('mails', { workload: 'mailWorker', messages: 0, trouble: null });
    const incident = await stage.alert({}, 'messageBrokerIssues');
    await incident.asked();
    await incident.approve('alice');
    await stage.pass(150_000);
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    assert.deepEqual(stage.world.cluster.changes, ['kubernetes.restart of billingWorker']);
    assert.equal((await incident.facts('not improved')).length, 1);
    await incident.resolve('alice', 'fixed', 'a poisoned message was skipped');
  },
  edited,
);

story(
  'without a broker in the file the runbook is coordination, and asks no Kafka',
  async (stage) => {
    stage.world.idle.clear();
    const incident = await stage.alert({}, 'messageBrokerIssues');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const [checked] = await incident.facts('checked');
    assert.deepEqual(
      checked?.findings.map(({ check }) => check),
      ['health'],
    );
    await incident.resolve('alice', 'fixed', 'by hand');
  },
  { edit: (file) => withBroker(file).replace('    broker: kafka\n', '') },
);

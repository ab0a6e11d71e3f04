import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Admin, Producer, stringSerializers } from '@platformatic/kafka';
import { type KafkaServer, startKafka } from '../../../servers/kafka.ts';
import { type Running, startProcess, until } from '../../../servers/process.ts';
import { controlPlane, notOurOwn, unavailable } from '../../harness/servers.ts';
import { LiveOutage, placeOf } from '../outage/live-outage.ts';

const skip = (await notOurOwn('temporal')) || (await unavailable(...controlPlane, 'kafka'));

const [system, group, topic] = ['onboarding-kyc', 'onboarding-api', 'cases'] as const;

describe('a consumer that is killed while messages come', { skip }, () => {
  let kafka: KafkaServer;
  let live: LiveOutage;
  let producer: Producer<string, string, string, string>;
  before(async () => {
    kafka = await startKafka();
    const client = { clientId: 'test', bootstrapBrokers: [kafka.backDoor] };
    const admin = new Admin(client);
    await admin.createTopics({ topics: [topic], partitions: 2, replicas: 1 });
    await admin.close();
    producer = new Producer({ ...client, serializers: stringSerializers });
    const brokers = kafka.brokers.map(({ address }) => address);
    live = await LiveOutage.start([{ system, broken: ['onboardingApi'], mitigation: 'restartConsumer' }], {
      edit({ targets, runbooks }) {
        Object.assign(targets.kafka ?? {}, { brokers });
        Object.assign(runbooks.messageBrokerIssues ?? {}, { lagAbove: 20 });
      },
    });
  });
  after(async () => {
    await producer?.close();
    await live?.end();
    await kafka?.stop();
  });

  const produce = (count: number) =>
    producer.send({
      messages: Array.from({ length: count }, (_, i) => ({ topic, key: `${i}`, value: 'case' })),
    });

  function consumer(): Promise<Running> {
    return startProcess({
      title: 'a consumer',
      command: process.execPath,
      args: [fileURLToPath(new URL('./consumer.ts', import.meta.url)), kafka.backDoor, group, topic],
    });
  }

  test('its lag is found, what consumes is restarted by one approval, and the lag is gone', async () => {
    const first = await consumer();
    await produce(30);
    await until(async () => /read 30$/m.test(first.log()), { deadlineMs: 60_000 });
    await first.kill();
    await produce(200);

    const incident = await live.alert(system, 'lag', 'messageBrokerIssues');
    await incident.says(/^Plan 1 waits for approval/, { within: 60_000 });
    const diagnosis = await incident.says(/^Checked \(round 1\)/);
    const said = diagnosis.details.join('\n');
    assert.match(said, /1 of 1 brokers of the file answer/);
    assert.match(said, /onboarding-api (stands still: 200|has no members, and 200) messages of cases wait/);
    const [planned] = await incident.facts('planned');
    assert.equal(planned?.plan.mitigation, 'restartConsumer');
    assert.match(
      planned?.plan.preview.join('\n') ?? '',
      /kubectl rollout restart deployment\/onboarding-api/,
    );

    const approval = await live.mayday('approve', incident.name, '--plan', '1');
    assert.equal(approval.code, 0, approval.err);
    await incident.says(/^Applied plan 1: 1 done/);
    // The nodes of this cluster run nothing: what the restart would bring up is started here.
    const second = await consumer();
    live.owns(() => second.stop());
    const [workload] = live.broken(system);
    assert.ok(workload);
    const restarted = await live.stack.kubernetes.ask('GET', placeOf(workload));
    assert.match(JSON.stringify(restarted), /kubectl\.kubernetes\.io\/restartedAt/);
    await incident.resolves();
    const [improved] = await incident.facts('improved');
    assert.match(improved?.says ?? '', /0 messages wait for onboarding-api/);
    await incident.assertToldOnce();
    await incident.replays();
  });
});

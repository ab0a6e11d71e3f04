import { Consumer, stringDeserializers } from '@platformatic/kafka';

// A consumer as a process of its own: node consumer.ts BROKER GROUP TOPIC. Says "read N" after each message.
const [broker = '', groupId = '', topic = ''] = process.argv.slice(2);
const consumer = new Consumer({
  clientId: groupId,
  groupId,
  bootstrapBrokers: [broker],
  deserializers: stringDeserializers,
  // One that is killed is missed soon.
  sessionTimeout: 6_000,
  rebalanceTimeout: 10_000,
  heartbeatInterval: 1_000,
});
const stream = await consumer.consume({
  topics: [topic],
  mode: 'committed',
  fallbackMode: 'earliest',
  maxWaitTime: 100,
});
let read = 0;
for await (const message of stream) {
  await message.commit();
  read += 1;
  console.log(`read ${read}`);
}

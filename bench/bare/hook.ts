import { createHash, timingSafeEqual } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { fastify } from 'fastify';
import { readBareConfig } from '../config.ts';
import { bareQueue } from './queue.ts';

/** The least that a hook does: a token is compared, the body is parsed, and Temporal has it before the answer. */
const { temporal, hook } = readBareConfig();
const client = new Client({ connection: await Connection.connect({ address: temporal }) });
const digest = (text: string) => createHash('sha256').update(text).digest();
const expected = digest(`Bearer ${hook.token}`);

const app = fastify();
app.post('/hook', async (request, reply) => {
  if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return reply.code(401).send();
  const body = request.body as { groupKey: string };
  const { signaledRunId } = await client.workflow.signalWithStart('waits', {
    workflowId: `bare:${createHash('sha256').update(body.groupKey).digest('hex')}`,
    taskQueue: bareQueue,
    args: [1],
    signal: 'message',
    signalArgs: [body],
  });
  return reply.code(202).send({ runId: signaledRunId });
});
await app.listen({ host: '127.0.0.1', port: hook.port });
console.log('hook ready');

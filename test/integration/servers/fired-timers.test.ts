import assert from 'node:assert/strict';
import { test } from 'node:test';
import { msToTs } from '@temporalio/common/lib/time.js';
import proto from '@temporalio/proto';
import { findOnce } from '../../../servers/find.ts';
import { until } from '../../../servers/process.ts';
import { startTimeSkipping, timeSkippingRecipe } from '../../../servers/time-skipping.ts';
import { runsOwnMain } from '../../../servers/ways.ts';
import { notOurOwn } from '../../harness/servers.ts';

const { CommandType, EventType } = proto.temporal.api.enums.v1;
const timer = { timerId: '1', startToFireTimeout: msToTs(1_000) };
const namespace = 'default';
const workflowId = 'w';
const taskQueue = { name: 'by-hand' };

/** The server that Maven fetches is mended; the one that the SDK downloads is not. */
async function notMended(): Promise<false | string> {
  const reason = await notOurOwn('time-skipping');
  if (reason) return reason;
  const found = await findOnce(timeSkippingRecipe);
  const mended = found.kind === 'program' && runsOwnMain(found.path);
  return !mended && 'this server was downloaded, and its fault is played around';
}

test('a task may cancel a timer that fires while it runs', { skip: await notMended() }, async () => {
  const environment = await startTimeSkipping();
  const { workflowService } = environment.connection;
  const task = () => workflowService.pollWorkflowTaskQueue({ namespace, taskQueue });
  try {
    const { client } = environment;
    const run = await client.workflow.start('byHand', { workflowId, taskQueue: taskQueue.name });
    const first = await task();
    await workflowService.respondWorkflowTaskCompleted({
      namespace,
      taskToken: first.taskToken,
      commands: [{ commandType: CommandType.COMMAND_TYPE_START_TIMER, startTimerCommandAttributes: timer }],
    });
    await run.signal('stop');
    const second = await task();
    const due = (await environment.currentTimeMs()) + 2_000;
    await until(async () => (await environment.currentTimeMs()) > due, { deadlineMs: 60_000 });
    await workflowService.respondWorkflowTaskCompleted({
      namespace,
      taskToken: second.taskToken,
      commands: [
        {
          commandType: CommandType.COMMAND_TYPE_CANCEL_TIMER,
          cancelTimerCommandAttributes: { timerId: '1' },
        },
      ],
    });
    const third = await task();
    const last = third.history?.events?.map(({ eventType }) => eventType) ?? [];
    assert.ok(last.includes(EventType.EVENT_TYPE_TIMER_CANCELED));
    assert.ok(!last.includes(EventType.EVENT_TYPE_TIMER_FIRED));
  } finally {
    await environment.teardown();
  }
});

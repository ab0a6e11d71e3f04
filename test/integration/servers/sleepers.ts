import { defineSearchAttributeKey } from '@temporalio/common';
import { sleep, upsertSearchAttributes } from '@temporalio/workflow';

export const sleeperKey = defineSearchAttributeKey('sleeper', 'KEYWORD');

export async function sleepSevenDays(): Promise<string> {
  upsertSearchAttributes([{ key: sleeperKey, value: 'asleep' }]);
  await sleep('7 days');
  return 'awake';
}

import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { searchAttributes } from '../workflows/contract/search-attributes.ts';

const invalidArgument = 3;
const callDeadline = 5_000;
const addedWithin = 15_000;

const keys = Object.values(searchAttributes);
const names = keys.map((key) => key.name);

/** Whether the namespace has Mayday's search attributes; adds them where that is allowed, and never throws. */
export async function ensureSearchAttributes(
  connection: NativeConnection,
  namespace: string,
  log: Logger,
): Promise<boolean> {
  const call = <T>(ask: () => Promise<T>) => connection.withDeadline(Date.now() + callDeadline, ask);
  try {
    if (await call(() => areThere(connection, namespace))) return true;
    await call(() => addMissing(connection, namespace));
    // A clustered server tells its parts of a new attribute over some seconds; a run that used it before would be stuck.
    for (const deadline = Date.now() + addedWithin; Date.now() < deadline; await delay(250)) {
      if (await call(() => areThere(connection, namespace))) {
        log.info({ namespace, added: names }, 'search attributes added');
        return true;
      }
    }
    throw new Error(`added, but not to be seen within ${addedWithin / 1000} s`);
  } catch (error) {
    log.warn(
      { namespace, reason: (error as Error).message, wanted: names },
      'goes on without search attributes; somebody allowed to can add them as keywords, for the next start',
    );
    return false;
  }
}

/** A query that names them all is understood only where all are there; nobody needs special rights for it. */
async function areThere(connection: NativeConnection, namespace: string): Promise<boolean> {
  const query = names.map((name) => `${name} = "-"`).join(' AND ');
  try {
    await connection.workflowService.countWorkflowExecutions({ namespace, query });
    return true;
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === invalidArgument) return false;
    return (await missing(connection, namespace)).length === 0;
  }
}

async function missing(connection: NativeConnection, namespace: string) {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return keys.filter((key) => !Object.hasOwn(customAttributes ?? {}, key.name));
}

async function addMissing(connection: NativeConnection, namespace: string): Promise<void> {
  const wanted = await missing(connection, namespace);
  const types = wanted.map((key) => [key.name, encodeSearchAttributeIndexedValueType(key.type)]);
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(types),
  });
}

import { isGrpcServiceError } from '@temporalio/client';
import type { SearchAttributeType } from '@temporalio/common';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes.js';
import { searchAttributes } from '../../../workflows/contract/search-attributes.ts';
import { type Temporal, withinDeadline } from '../../temporal.ts';
import { bad, doubtful, good, patience, type Verdict } from './report.ts';

const invalidArgument = 3;
const keys = Object.values(searchAttributes);

/** Whether incidents can be found by system, severity, phase and what they wait for. */
export async function attributes(temporal: Temporal): Promise<Verdict> {
  const there = await registered(temporal).catch(() => undefined);
  if (!there) return await byAQuery(temporal);
  const wrong = keys.filter((key) => there[key.name] !== undefined && there[key.name] !== typeOf(key));
  if (wrong.length > 0) {
    return bad(
      `${names(wrong)} must be of type Keyword: incidents could not fill them. Take them out (temporal operator search-attribute remove) and restart a worker, which adds them`,
    );
  }
  const missing = keys.filter((key) => there[key.name] === undefined);
  return missing.length === 0 ? complete() : lacking(missing, temporal.namespace);
}

async function registered({ client, namespace }: Temporal) {
  const { customAttributes } = await withinDeadline(client, patience, () =>
    client.connection.operatorService.listSearchAttributes({ namespace }),
  );
  return customAttributes ?? {};
}

/** Where the list is not for everybody, a query that names them all is understood only if they are there. */
async function byAQuery({ client, namespace }: Temporal): Promise<Verdict> {
  const query = keys.map(({ name }) => `${name} = "-"`).join(' AND ');
  try {
    await withinDeadline(client, patience, () =>
      client.workflowService.countWorkflowExecutions({ namespace, query }),
    );
    return complete();
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === invalidArgument) return lacking(keys, namespace);
    throw error;
  }
}

function complete(): Verdict {
  return good(`${keys.length} are there: incidents can be found by what they wait for`);
}

function lacking(missing: readonly { name: string }[], namespace: string): Verdict {
  const options = missing.map(({ name }) => `--name ${name} --type Keyword`).join(' ');
  return doubtful(
    `${names(missing)} ${missing.length === 1 ? 'is' : 'are'} missing: temporal operator search-attribute create -n ${namespace} ${options}, then restart the workers`,
  );
}

function typeOf({ type }: { type: SearchAttributeType }) {
  return encodeSearchAttributeIndexedValueType(type);
}

function names(these: readonly { name: string }[]): string {
  return these.map(({ name }) => name).join(', ');
}

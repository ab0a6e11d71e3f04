import type { Connection } from '@temporalio/client';
import type { SearchAttributeType } from '@temporalio/common';
import proto from '@temporalio/proto';

/** A search attribute to register, as `defineSearchAttributeKey` makes them. */
export interface SearchAttribute {
  readonly name: string;
  readonly type: SearchAttributeType;
}

const alreadyExists = 6;

/** Registers search attributes with a server that is running; those that are there already are fine. */
export async function registerSearchAttributes(
  connection: Connection,
  attributes: readonly SearchAttribute[],
  namespace = 'default',
): Promise<void> {
  const types = proto.temporal.api.enums.v1.IndexedValueType;
  for (const { name, type } of attributes) {
    try {
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: { [name]: types[`INDEXED_VALUE_TYPE_${type}`] },
      });
    } catch (error) {
      if ((error as { code?: number }).code !== alreadyExists) throw error;
    }
  }
}

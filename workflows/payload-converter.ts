import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** What stands in for a payload that could not be decoded; the guards refuse it with its reason. */
export interface Undecodable {
  undecodable: string;
}

// JSON may be nested so deep that it can be decoded but not encoded again, and that would block a run's task.
const deepest = 200;

/**
 * The default converter, but decoding never throws: a payload is decoded before any handler runs, so one
 * sent with the Temporal UI's json/protobuf button would block the run's task for ever.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload<T>(payload: Payload): T {
    try {
      const value = defaultPayloadConverter.fromPayload<T>(payload);
      if (ArrayBuffer.isView(value)) return undecodable('it is bytes and not JSON');
      return deeperThan(deepest, value) ? undecodable(`it is nested in more than ${deepest} levels`) : value;
    } catch (error) {
      return undecodable(error instanceof Error ? error.message : String(error));
    }
  },
};

function undecodable<T>(because: string): T {
  return { undecodable: because } satisfies Undecodable as T;
}

function deeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => deeperThan(levels - 1, member));
}

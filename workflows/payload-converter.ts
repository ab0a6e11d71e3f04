import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** What stands in for a payload that could not be decoded; the guards refuse it with its reason. */
export interface Undecodable {
  undecodable: string;
}

/**
 * The default converter, but decoding never throws: a payload is decoded before any handler runs, so one
 * sent with the Temporal UI's json/protobuf button would block the run's task for ever.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload<T>(payload: Payload): T {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch (error) {
      const undecodable: Undecodable = {
        undecodable: error instanceof Error ? error.message : String(error),
      };
      return undecodable as T;
    }
  },
};

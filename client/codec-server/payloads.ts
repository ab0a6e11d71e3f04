import type { Payload } from '@temporalio/common';
import { z } from 'zod';

const bytes = z.base64();

/** What the Temporal UI and the `temporal` command send: the JSON form of `temporal.api.common.v1.Payloads`. */
export const payloadsInJson = z.object({
  payloads: z
    .array(z.object({ metadata: z.record(z.string(), bytes).optional(), data: bytes.nullish() }))
    .max(10_000)
    // Left out where there are none, as of a query without arguments.
    .default([]),
});

export type PayloadsInJson = z.output<typeof payloadsInJson>;

/** From JSON, with bytes in the place of base64. */
export function fromJson({ payloads }: PayloadsInJson): Payload[] {
  return payloads.map(({ metadata = {}, data }) => ({
    metadata: Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')]),
    ),
    data: Buffer.from(data ?? '', 'base64'),
  }));
}

/** To JSON, with base64 in the place of bytes. */
export function toJson(payloads: Payload[]): PayloadsInJson {
  return {
    payloads: payloads.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
      ),
      data: Buffer.from(data ?? []).toString('base64'),
    })),
  };
}

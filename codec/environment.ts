import type { DataConverter, PayloadCodec } from '@temporalio/common';
import { givenValue } from '../settings/given-value.ts';
import { failureConverterPath, payloadConverterPath } from './converter-modules.ts';
import { type CodecOptions, encryptionCodec } from './encryption-codec.ts';
import { type KeyRing, readKeyRing } from './key-ring.ts';

const encryptionKeys = 'MAYDAY_ENCRYPTION_KEYS';

type Environment = Readonly<Record<string, string | undefined>>;

/** How payloads are read beside the keys; by default for a person's client, which throws what it cannot read. */
export type Reading = Partial<Pick<CodecOptions, 'unreadable' | 'hear'>>;

/**
 * The codecs by `MAYDAY_ENCRYPTION_KEYS` (or its `_FILE`), for one namespace; without keys they encrypt nothing, and say so of
 * what is encrypted. A payload opens only for the workflow id that it was made for: a replay must be given the
 * id of the run whose history it is (`runReplayHistory(options, history, workflowId)`).
 * @throws Error with a sentence if the keys cannot be used
 */
export function codecsFrom(
  environment: Environment,
  namespace: string,
  reading: Reading = {},
): PayloadCodec[] {
  return [encryptionCodec({ unreadable: 'error', ...reading, ring: keyRingFrom(environment), namespace })];
}

/**
 * All that a client or a worker needs to read and write payloads of one namespace.
 * @throws like `codecsFrom`
 */
export function dataConverterFrom(
  environment: Environment,
  namespace: string,
  reading: Reading = {},
): DataConverter {
  return dataConverterOf(keyRingFrom(environment), namespace, reading);
}

/** The same with keys that are read already. */
export function dataConverterOf(ring: KeyRing, namespace: string, reading: Reading = {}): DataConverter {
  return {
    payloadConverterPath,
    payloadCodecs: [encryptionCodec({ unreadable: 'error', ...reading, ring, namespace })],
    // Messages and stacks of failures are payloads only where those are encrypted: else people could not read them in
    // the Temporal UI.
    ...(ring.first ? { failureConverterPath } : {}),
  };
}

/** @throws like `codecsFrom` */
export function keyRingFrom(environment: Environment): KeyRing {
  return readKeyRing(givenValue(encryptionKeys, environment)?.value);
}

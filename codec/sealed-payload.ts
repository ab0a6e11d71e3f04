import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import type { KeyRing } from './key-ring.ts';
import { seal, unseal } from './seal.ts';

/** Why an encrypted payload cannot be read. */
export type Because = 'unknown key' | 'altered' | 'another run';

/** An encrypted payload that is not for us; the message is a sentence without anything of its content. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  readonly because: Because;
  constructor(because: Because, sentence: string) {
    super(sentence);
    this.because = because;
  }
}

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;
/** As Temporal's own samples write it, so that its UI and command know what they see. */
const encoding = Buffer.from('binary/encrypted');
const algorithm = Buffer.from('AES-256-GCM');

/** Whether it is one that this codec, or a sample's, has made. */
function isSealed({ metadata }: Payload): boolean {
  return textOf(metadata?.encoding) === 'binary/encrypted';
}

/** Encrypts with the ring's first key, for one run where its id is given; without a key, or sealed already, it stays as it is. */
export function sealPayload(
  payload: Payload,
  ring: KeyRing,
  namespace: string,
  workflowId: string | undefined,
): Payload {
  if (!ring.first || isSealed(payload)) return payload;
  return {
    metadata: {
      encoding,
      'encryption-cipher': algorithm,
      'encryption-key-id': Buffer.from(ring.first.id),
      ...(workflowId === undefined ? {} : { 'encryption-workflow-id': Buffer.from(workflowId) }),
    },
    data: seal(PayloadMessage.encode(payload).finish(), ring.first, { namespace, workflowId }),
  };
}

/**
 * Decrypts, for the run of that id where one is given; what is not encrypted is given back as it is.
 * @throws Unreadable
 */
export function unsealPayload(
  payload: Payload,
  ring: KeyRing,
  namespace: string,
  workflowId: string | undefined,
): Payload {
  if (!isSealed(payload)) return payload;
  const keyId = textOf(payload.metadata?.['encryption-key-id']) ?? '';
  const boundTo = textOf(payload.metadata?.['encryption-workflow-id']);
  const key = ring.keys.get(keyId);
  if (!key)
    throw new Unreadable(
      'unknown key',
      `It is encrypted with the key "${keyId.slice(0, 64)}", which MAYDAY_ENCRYPTION_KEYS does not have: add that key after the first`,
    );
  if (boundTo !== undefined && workflowId !== undefined && !isRunOf(boundTo, workflowId))
    throw new Unreadable('another run', 'It was encrypted for another run, and copied here');
  try {
    return PayloadMessage.decode(
      unseal(payload.data ?? new Uint8Array(), key, { namespace, keyId, workflowId: boundTo }),
    );
  } catch {
    throw new Unreadable(
      'altered',
      `It was altered, or encrypted for another namespace than ${namespace}, or with another key of the name "${keyId}"`,
    );
  }
}

// A schedule encrypts for the id in its action; the runs it starts have the time added to that, and each is handed the
// result of the one before.
function isRunOf(boundTo: string, workflowId: string): boolean {
  return withoutTime(boundTo) === withoutTime(workflowId);
}

function withoutTime(workflowId: string): string {
  return workflowId.replace(/-\d{4}-\d\d-\d\dT[\d:.]+Z$/, '');
}

function textOf(bytes: Uint8Array | null | undefined): string | undefined {
  return bytes ? Buffer.from(bytes).toString() : undefined;
}

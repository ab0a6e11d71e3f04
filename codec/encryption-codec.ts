import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import type { KeyRing } from './key-ring.ts';
import { sealPayload, Unreadable, unsealPayload } from './sealed-payload.ts';

/** Hears of each payload that cannot be read, e.g. to log and count it. */
export type Hear = (unreadable: Unreadable, where: SerializationContext | undefined) => void;

export interface CodecOptions {
  ring: KeyRing;
  namespace: string;
  /**
   * `value`: what cannot be read becomes `{undecodable: …}`, which the guards refuse, because an error would
   * block a run's task; for workers and their clients. `error`: it is thrown; for people's clients.
   */
  unreadable: 'value' | 'error';
  hear?: Hear;
}

/** Encrypts what leaves for Temporal and decrypts what comes from there; what came in plain is left as it is. */
export function encryptionCodec({
  ring,
  namespace,
  unreadable,
  hear = () => {},
}: CodecOptions): PayloadCodec {
  const open = (payload: Payload, context: SerializationContext | undefined): Payload => {
    try {
      return unsealPayload(payload, ring, namespace, context?.workflowId);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      hear(error, context);
      if (context && (unreadable === 'error' || heals(error, context))) throw error;
      return standIn(error);
    }
  };
  return {
    async encode(payloads, context) {
      return payloads.map((payload) => sealPayload(payload, ring, namespace, context?.workflowId));
    },
    async decode(payloads, context) {
      return payloads.map((payload) => open(payload, context));
    },
  };
}

// Our own activity's answer, under a key that this worker lacks: the task is tried again until a worker has the
// key. A value would let the run go on without the answer, and no worker that has the key could replay that.
function heals({ because }: Unreadable, { type }: SerializationContext): boolean {
  return because === 'unknown key' && type === 'activity';
}

function standIn({ message }: Unreadable): Payload {
  return {
    metadata: { encoding: Buffer.from('json/plain') },
    data: Buffer.from(JSON.stringify({ undecodable: message })),
  };
}

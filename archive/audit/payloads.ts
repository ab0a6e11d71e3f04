/** Base64 in histories in JSON, bytes in those that the SDK has read. */
type Bytes = string | Uint8Array;

/** A payload: its bytes, and what they are encoded with. */
interface Payload {
  metadata?: { encoding?: Bytes } | null;
  data?: Bytes | null;
}

/** The first value of some payloads; undefined where there is none. @throws Error with a sentence where it cannot be read */
export function firstValue(payloads: unknown): unknown {
  const [payload] = (payloads as { payloads?: Payload[] } | null | undefined)?.payloads ?? [];
  return payload && decoded(payload);
}

/** The one place where a payload is decoded. @throws like `firstValue` */
function decoded({ metadata, data }: Payload): unknown {
  const encoding = textOf(metadata?.encoding);
  switch (encoding) {
    case 'json/plain':
      return JSON.parse(textOf(data));
    case 'binary/null':
      return undefined;
    default:
      throw new Error(`A payload is encoded as "${encoding}", and only json/plain can be read here`);
  }
}

function textOf(bytes: Bytes | null | undefined): string {
  return typeof bytes === 'string'
    ? Buffer.from(bytes, 'base64').toString()
    : Buffer.from(bytes ?? []).toString();
}

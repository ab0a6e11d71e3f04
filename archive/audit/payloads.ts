/** A payload as histories in JSON have it: base64 of its bytes, under base64 of what they are encoded with. */
interface Payload {
  metadata?: { encoding?: string };
  data?: string;
}

/** The first value of some payloads; undefined where there is none. @throws Error with a sentence where it cannot be read */
export function firstValue(payloads: unknown): unknown {
  const [payload] = (payloads as { payloads?: Payload[] } | null | undefined)?.payloads ?? [];
  return payload && decoded(payload);
}

/** The one place where a payload is decoded. @throws like `firstValue` */
function decoded({ metadata, data }: Payload): unknown {
  const encoding = Buffer.from(metadata?.encoding ?? '', 'base64').toString();
  switch (encoding) {
    case 'json/plain':
      return JSON.parse(Buffer.from(data ?? '', 'base64').toString());
    case 'binary/null':
      return undefined;
    default:
      throw new Error(`A payload is encoded as "${encoding}", and only json/plain can be read here`);
  }
}

import type { Payload } from '@temporalio/common';
import type { KeyRing } from './key-ring.ts';
import { unsealPayload } from './sealed-payload.ts';

interface PayloadInJson {
  metadata: Record<string, string>;
  data?: string;
}

const sealed = Buffer.from('binary/encrypted').toString('base64');

/**
 * A history in JSON, as the archive keeps it or `temporal workflow show --output json` writes it, with its payloads
 * decrypted; plain ones, and what is no JSON, stay as they are.
 * @throws Unreadable
 */
export function openHistory(text: string, ring: KeyRing, namespace: string): string {
  if (!text.includes(sealed)) return text;
  return JSON.stringify(JSON.parse(text), (_, value) =>
    isSealedInJson(value) ? opened(value, ring, namespace) : value,
  );
}

function isSealedInJson(value: unknown): value is PayloadInJson {
  return (value as Partial<PayloadInJson> | null)?.metadata?.encoding === sealed;
}

function opened({ metadata, data }: PayloadInJson, ring: KeyRing, namespace: string): PayloadInJson {
  const payload: Payload = { metadata: bytesOf(metadata), data: Buffer.from(data ?? '', 'base64') };
  const { metadata: plain, data: bytes } = unsealPayload(payload, ring, namespace, undefined);
  return {
    metadata: Object.fromEntries(Object.entries(plain ?? {}).map(([name, value]) => [name, base64(value)])),
    data: base64(bytes ?? new Uint8Array()),
  };
}

function bytesOf(metadata: Record<string, string>): Record<string, Uint8Array> {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')]),
  );
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

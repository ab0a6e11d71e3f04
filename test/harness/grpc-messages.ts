import { gunzipSync } from 'node:zlib';

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const frameHead = 9;
const messageHead = 5;
const data = 0;
const reset = 3;
const endOfStream = 0x1;
const padded = 0x8;

/**
 * Reads what one gRPC client sends over HTTP/2 without TLS: for each chunk the text of the messages that are whole with
 * it, unpacked where they are gzipped.
 */
export function grpcMessages(): (sent: Buffer) => string {
  let bytes: Buffer = Buffer.alloc(0);
  let begun = false;
  /** What is there of a message, by stream. */
  const streams = new Map<number, Buffer>();

  return (sent) => {
    bytes = Buffer.concat([bytes, sent]);
    if (!begun) {
      if (bytes.length < preface.length) return '';
      if (bytes.toString('latin1', 0, preface.length) !== preface) throw new Error('this is no HTTP/2');
      bytes = bytes.subarray(preface.length);
      begun = true;
    }
    const texts: string[] = [];
    while (bytes.length >= frameHead) {
      const end = frameHead + bytes.readUIntBE(0, 3);
      if (bytes.length < end) break;
      const [type, flags, stream] = [bytes[3], bytes[4] ?? 0, bytes.readUInt32BE(5) & 0x7fffffff];
      const payload = bytes.subarray(frameHead, end);
      bytes = bytes.subarray(end);
      if (type === data) {
        const content = flags & padded ? payload.subarray(1, payload.length - (payload[0] ?? 0)) : payload;
        streams.set(
          stream,
          messages(Buffer.concat([streams.get(stream) ?? Buffer.alloc(0), content]), texts),
        );
      }
      if (type === reset || (type === data && flags & endOfStream)) streams.delete(stream);
    }
    return texts.join('\n');
  };
}

/** Takes the whole messages off; gives back the rest. */
function messages(bytes: Buffer, into: string[]): Buffer {
  let rest = bytes;
  while (rest.length >= messageHead) {
    const end = messageHead + rest.readUInt32BE(1);
    if (rest.length < end) break;
    const message = rest.subarray(messageHead, end);
    into.push((rest[0] === 1 ? gunzipSync(message) : message).toString('utf8'));
    rest = rest.subarray(end);
  }
  return rest;
}

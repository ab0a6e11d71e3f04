import { createSocket, type RemoteInfo } from 'node:dgram';
import { isIPv6 } from 'node:net';

/** What a name server says of a name: its addresses, or one word for both kinds of question. */
export type Said = string[] | 'no such name' | 'fails' | 'is silent' | { a: Said; aaaa: Said };

/** A name server on 127.0.0.1 that knows a few names and no others, over UDP (RFC 1035). */
export interface NameServer {
  /** `127.0.0.1:53535` */
  address: string;
  names: Map<string, Said>;
  stop(): Promise<void>;
}

const types = { a: 1, aaaa: 28 } as const;
const codes = { 'no such name': 3, fails: 2 } as const;

export async function startNameServer(known: Record<string, Said>): Promise<NameServer> {
  const names = new Map(Object.entries(known));
  const socket = createSocket('udp4', (query: Buffer, from: RemoteInfo) => {
    const answer = answerTo(query, names);
    if (answer) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    names,
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function answerTo(query: Buffer, names: NameServer['names']): Buffer | undefined {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1);
  const of = names.get(labels.join('.').toLowerCase()) ?? 'no such name';
  const said = typeof of === 'object' && !Array.isArray(of) ? (type === types.a ? of.a : of.aaaa) : of;
  if (said === 'is silent' || (typeof said === 'object' && !Array.isArray(said))) return undefined;
  const addresses = Array.isArray(said) ? said.filter((each) => isIPv6(each) === (type === types.aaaa)) : [];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  // An answer, recursion desired and available, with its code.
  header.writeUInt16BE(0x8180 | (Array.isArray(said) ? 0 : codes[said]), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  return Buffer.concat([header, query.subarray(12, at + 5), ...addresses.map((each) => record(each, type))]);
}

/** Its name is that of the question, at offset 12; it may be kept for no time. */
function record(address: string, type: number): Buffer {
  const data = isIPv6(address)
    ? Buffer.from(
        address
          .split(':')
          .map((part) => part.padStart(4, '0'))
          .join(''),
        'hex',
      )
    : Buffer.from(address.split('.').map(Number));
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length]);
  return Buffer.concat([head, data]);
}

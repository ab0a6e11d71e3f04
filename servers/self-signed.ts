import { generateKeyPairSync, sign } from 'node:crypto';

export interface SelfSigned {
  /** PEM, PKCS 8 */
  readonly key: string;
  /** PEM; who signs and who is named are the same. */
  readonly certificate: string;
}

/** A certificate without extensions for somebody called `name`, valid for a day, that is its own authority. */
export function selfSigned(name: string): SelfSigned {
  // Not Ed25519, which Java's TLS does not take.
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Date.now();
  const algorithm = sequence(objectId([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));
  const called = sequence(set(sequence(objectId([0x55, 0x04, 0x03]), der(0x0c, Buffer.from(name)))));
  const content = sequence(
    der(0x02, Buffer.from([1])),
    algorithm,
    called,
    sequence(time(now - 3_600_000), time(now + 86_400_000)),
    called,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]));
  const base64 = sequence(content, algorithm, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    certificate: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts));
const set = (...parts: Buffer[]) => der(0x31, Buffer.concat(parts));
const objectId = (bytes: number[]) => der(0x06, Buffer.from(bytes));

/** `YYMMDDhhmmssZ` */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

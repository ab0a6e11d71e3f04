import { createHash, timingSafeEqual } from 'node:crypto';

/** What a sender of alerts must show: one of those that are set. */
export interface Credentials {
  bearer?: string;
  basic?: { user: string; password: string };
}

/** Says whether an `Authorization` header shows one of the credentials, in a time that tells nothing of them. */
export function authenticator({ bearer, basic }: Credentials): (header: string | undefined) => boolean {
  const expected: [scheme: string, digest: Buffer][] = [];
  if (bearer) expected.push(['bearer', digest(bearer)]);
  if (basic) expected.push(['basic', digest(`${basic.user}:${basic.password}`)]);
  return (header) => {
    const [, scheme = '', shown = ''] = /^(\S+) +(\S.*)$/.exec(header?.trim() ?? '') ?? [];
    const name = scheme.toLowerCase();
    const presented = digest(name === 'basic' ? Buffer.from(shown, 'base64').toString('utf8') : shown);
    return expected.some(([accepted, wanted]) => accepted === name && timingSafeEqual(presented, wanted));
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

import { createHash, timingSafeEqual } from 'node:crypto';

/** What a sender of alerts must show: one of those that are set. Of several tokens or passwords any counts. */
export interface Credentials {
  bearer?: readonly string[];
  basic?: { user: string; passwords: readonly string[] };
}

/** Says whether an `Authorization` header shows one of the credentials, in a time that tells nothing of them. */
export function authenticator({ bearer, basic }: Credentials): (header: string | undefined) => boolean {
  const expected: [scheme: string, digest: Buffer][] = [];
  for (const token of bearer ?? []) expected.push(['bearer', digest(token)]);
  for (const password of basic?.passwords ?? []) {
    expected.push(['basic', digest(`${basic?.user}:${password}`)]);
  }
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

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('assets/', import.meta.url);

/** The address of each file in `assets/`, which is another one after a change: nobody sees a new page in an old style. */
export const assets: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder).map((file) => {
    const version = createHash('sha256')
      .update(readFileSync(new URL(file, folder)))
      .digest('base64url')
      .slice(0, 10);
    return [file, `/board/assets/${file}?v=${version}`];
  }),
);

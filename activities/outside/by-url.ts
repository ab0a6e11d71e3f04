import type { Dependency } from '../../workflows/contract/dependencies.ts';
import type { Resolve } from '../dependencies.ts';
import { webPlace } from '../http/place.ts';
import { probe } from '../http/probe.ts';
import { type Look, lookTwice, patience } from './look.ts';

type ByUrl = Extract<Dependency, { url: string }>;

/** Something outside by what its URL answers. @throws ApplicationFailure `InvalidInput` if the URL names a setting that is not set */
export async function byUrl(
  { title, url, expects, slowAfter }: ByUrl,
  { resolve }: { resolve: Resolve },
): Promise<Look> {
  const place = webPlace({ id: title, url }, resolve);
  if (place.url === null) {
    return { state: 'not asked', says: 'its URL is not one: write https://host/path', ms: null };
  }
  const { url: address, mask } = place;
  return await lookTwice(async () => {
    const cancelled = new AbortController().signal;
    const { well, status, ms, says, refused } = await probe(address, { patience, cancelled, mask });
    const where = `${address.origin} ${says}`;
    if (status === null && says.includes('host name is not known')) {
      return { state: 'not resolvable', says: where, ms };
    }
    if (refused) return { state: 'not asked', says: where, ms };
    const good = expects === undefined ? well : status === expects;
    if (!good) {
      const wanted = status === null || expects === undefined ? '' : `, expected was ${expects}`;
      return { state: 'down', says: `${where}${wanted}`, ms, status };
    }
    if (ms > slowAfter) return { state: 'slow', says: `${where} after ${ms} ms`, ms, status };
    return { state: 'up', says: `${address.origin} answers ${status}`, ms, status };
  });
}

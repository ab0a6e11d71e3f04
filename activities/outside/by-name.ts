import type { Dependency } from '../../workflows/contract/dependencies.ts';
import { foundHere, lookUp } from '../dns/look-up.ts';
import type { Look } from './look.ts';

type ByName = Extract<Dependency, { name: string }>;

/** Something outside by its name in DNS, by default as the name servers of this host know it; `lookUp` tries twice itself. */
export async function byName({ name, slowAfter }: ByName, servers?: readonly string[]): Promise<Look> {
  const started = performance.now();
  const { a, aaaa } = await lookUp(name, servers);
  const ms = Math.round(performance.now() - started);
  const addresses = [...a.addresses, ...aaaa.addresses];
  if (addresses.length > 0) {
    const found = `${name} leads to ${addresses.slice(0, 3).join(', ')}`;
    return ms > slowAfter
      ? { state: 'slow', says: `${found}, found only after ${ms} ms`, ms }
      : { state: 'up', says: found, ms };
  }
  const here = servers === undefined ? await foundHere(name) : [];
  if (here.length > 0) {
    return { state: 'up', says: `${name} leads to ${here.slice(0, 3).join(', ')}, by this host alone`, ms };
  }
  const [first] = [a, aaaa].toSorted(
    (x, y) => Number(x.kind === 'no answer') - Number(y.kind === 'no answer'),
  );
  const trouble = first?.kind === 'no address' ? 'exists, but has no address' : first?.trouble;
  const state = first?.kind === 'no answer' ? 'not asked' : 'not resolvable';
  return { state, says: `${name} ${trouble}`, ms };
}

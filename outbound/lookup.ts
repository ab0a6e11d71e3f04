import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isRefusedAddress, isRefusedName } from './addresses.ts';
import { AddressRefused } from './refusal.ts';

/** Before a connection: for a host that is written as an address none is looked up. @throws AddressRefused */
export function refuseHost(host: string): void {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isRefusedAddress(bare) || isRefusedName(bare)) throw new AddressRefused(bare, bare);
}

/** Looks a name up as the connection will use it, so that no second answer can lead elsewhere. */
export const guardedLookup: LookupFunction = guarded(lookup);

/** The same with other name servers. */
export function guarded(find: typeof lookup): LookupFunction {
  return (host, options, done) => {
    find(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return done(error, []);
      const bad = addresses.find(({ address }) => isRefusedAddress(address));
      if (bad) return done(new AddressRefused(host, bad.address), []);
      if (options.all) return done(null, addresses);
      const [first] = addresses;
      done(null, first?.address ?? '', first?.family);
    });
  };
}

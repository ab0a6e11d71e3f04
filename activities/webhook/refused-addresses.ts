import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Where clouds answer their machines with credentials, what is no host at all, and groups of hosts. */
const refused = new BlockList();
refused.addSubnet('0.0.0.0', 8);
refused.addSubnet('169.254.0.0', 16);
refused.addSubnet('192.0.0.0', 24);
refused.addSubnet('224.0.0.0', 3);
refused.addAddress('100.100.100.200');
refused.addAddress('168.63.129.16');
refused.addAddress('::', 'ipv6');
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addSubnet('fd00:ec2::', 32, 'ipv6');
refused.addSubnet('ff00::', 8, 'ipv6');
// The same, as gateways between the two worlds write it.
refused.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');

/** What a look-up fails with that leads to such an address. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';

  constructor(host: string, address: string) {
    super(`${host} is ${address}, an address of the link or of a cloud's own service`);
  }
}

/** @throws AddressRefused if the host of a URL is written as such an address */
export function refuseAddress(host: string): void {
  const address = host.replace(/^\[|\]$/g, '');
  if (isRefused(address)) throw new AddressRefused(host, address);
}

/** Looks a name up as the connection will use it, so that no second answer can lead elsewhere. */
export const guardedLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return done(error, []);
    const bad = addresses.find(({ address }) => isRefused(address));
    if (bad) return done(new AddressRefused(host, bad.address), []);
    if (options.all) return done(null, addresses);
    const [first] = addresses;
    done(null, first?.address ?? '', first?.family);
  });
};

function isRefused(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && refused.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

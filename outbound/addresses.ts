import { BlockList, isIP } from 'node:net';

/** Of the link, of a cloud's own services, and what is no host at all: networks in IPv4. */
const networks: [network: string, bits: number][] = [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['224.0.0.0', 4],
  ['255.255.255.255', 32],
  // Alibaba's metadata, Azure's wire server.
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
];

/** Names by which clouds know their metadata service, also where a proxy looks names up. */
const metadataNames = [
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
];
const metadataAddress = '169.254.169.254';

const refused = new BlockList();
for (const [network, bits] of networks) {
  refused.addSubnet(network, bits);
  // The same, as gateways between the two worlds write it: NAT64, SIIT and 6to4. BlockList itself reads ::ffff:0:0/96.
  refused.addSubnet(`64:ff9b::${network}`, 96 + bits, 'ipv6');
  refused.addSubnet(`64:ff9b:1::${network}`, 96 + bits, 'ipv6');
  refused.addSubnet(`::ffff:0:${network}`, 96 + bits, 'ipv6');
  refused.addSubnet(`2002:${inHex(network)}::`, 16 + bits, 'ipv6');
  // Written without any prefix it would be ::1, too.
  if (network !== '0.0.0.0') refused.addSubnet(`::${network}`, 96 + bits, 'ipv6');
}
refused.addAddress('::', 'ipv6');
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addSubnet('ff00::', 8, 'ipv6');
// Metadata by IPv6 of Amazon, Google and Scaleway: private addresses otherwise.
refused.addSubnet('fd00:ec2::', 32, 'ipv6');
refused.addAddress('fd20:ce::254', 'ipv6');
refused.addAddress('fd00:42::42', 'ipv6');

let allowed = new BlockList();

/** The setting that lets some of them in. */
export const setting = 'MAYDAY_ALLOWED_ADDRESSES';

/**
 * From now on these count as any other, in this process: addresses and networks as in `169.254.1.2` and `fe80::/64`.
 * @throws TypeError where one is neither
 */
export function allowAddresses(given: readonly string[]): void {
  allowed = blockListOf(given);
}

/** Whether a text is an address, or a network of them. */
export function isAddressOrNetwork(given: string): boolean {
  try {
    blockListOf([given]);
    return true;
  } catch {
    return false;
  }
}

/** Whether nothing is sent to an address, however it is written. False for a name. */
export function isRefusedAddress(written: string): boolean {
  // A zone says through which of our interfaces, not where to.
  const address = written.replace(/%.*$/, '');
  const family = isIP(address);
  if (family === 0) return false;
  const type = family === 6 ? 'ipv6' : 'ipv4';
  return refused.check(address, type) && !allowed.check(address, type);
}

/** Whether nothing is sent to a host of this name, whatever it leads to. */
export function isRefusedName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.+$/, '');
  return metadataNames.includes(name) && !allowed.check(metadataAddress);
}

function blockListOf(given: readonly string[]): BlockList {
  const list = new BlockList();
  for (const each of given) {
    const [address = '', bits, ...more] = each.split('/');
    const family = isIP(address);
    if (family === 0 || more.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) {
      throw new TypeError(`${each} is neither an address nor a network`);
    }
    const type = family === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, type);
    else list.addSubnet(address, Number(bits), type);
  }
  return list;
}

/** `a9fe:a9fe` */
function inHex(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import fc from 'fast-check';
import { allowAddresses, isAddressOrNetwork, isRefusedAddress } from '../../../outbound/addresses.ts';
import { refuseHost } from '../../../outbound/lookup.ts';
import { AddressRefused } from '../../../outbound/refusal.ts';

afterEach(() => allowAddresses([]));

/** As `new URL` reads them: decimal, octal, hexadecimal and short forms become dotted ones there. */
const written = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.0.1',
  '2852039166',
  '0xa9fea9fe',
  '0xA9.0xFE.0xA9.0xFE',
  '0251.0376.0251.0376',
  '169.254.43518',
  '169.16689662',
  '169.254.169.254.',
  '１６９.２５４.１６９.２５４',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[0:0:0:0:0:ffff:a9fe:a9fe]',
  '[::169.254.169.254]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::169.254.169.254]',
  '[::ffff:0:169.254.169.254]',
  '[2002:a9fe:a9fe::]',
  '[fe80::1]',
  '[febf::1]',
  '[fd00:ec2::254]',
  '[FD00:0EC2:0:0::254]',
  '[fd20:ce::254]',
  '[fd00:42::42]',
  '[ff02::1]',
  '[::]',
  '0.0.0.0',
  '0',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '224.0.0.1',
  '255.255.255.255',
  'metadata',
  'metadata.google.internal',
  'METADATA.google.internal.',
  'metadata.goog',
  'instance-data.ec2.internal',
];

test('no spelling of a link-local or metadata address gets through', (context) => {
  for (const host of written) {
    const { hostname } = new URL(`http://${host}/`);
    assert.throws(() => refuseHost(hostname), AddressRefused, `${host} → ${hostname}`);
  }
  context.diagnostic(`${written.length} spellings tried`);
});

test('private, loopback and public addresses and other names stay what they are', (context) => {
  const fine = [
    '127.0.0.1',
    'localhost',
    '[::1]',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '100.100.100.201',
    '[fd00:1::1]',
    '[fd00:ec3::1]',
    '[fc00::1]',
    '[2001:db8::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:10.0.0.1]',
    '[64:ff9b::808:808]',
    '[2002:0a00:0001::]',
    '169.253.255.255',
    '169.255.0.0',
    '8.8.8.8',
    'metadata.example.com',
    'shop.internal',
  ];
  for (const host of fine) refuseHost(new URL(`http://${host}/`).hostname);
  context.diagnostic(`${fine.length} hosts tried`);
});

test('every link-local address is refused in each of its forms', (context) => {
  let tried = 0;
  const byte = fc.nat(255);
  fc.assert(
    fc.property(byte, byte, (c, d) => {
      const v4 = `169.254.${c}.${d}`;
      const number = ((169 * 256 + 254) * 256 + c) * 256 + d;
      const forms = [v4, `${number}`, `0x${number.toString(16)}`, `0${number.toString(8)}`];
      const hosts = [...forms, ...['::ffff:', '64:ff9b::', '::'].map((prefix) => `[${prefix}${v4}]`)];
      for (const host of hosts) {
        tried += 1;
        assert.throws(() => refuseHost(new URL(`http://${host}`).hostname), AddressRefused, host);
      }
    }),
  );
  context.diagnostic(`${tried} hosts tried`);
});

test('a zone of an interface hides nothing', () => {
  assert.ok(isRefusedAddress('fe80::1%eth0'));
  assert.ok(!isRefusedAddress('fd00::1%eth0'));
});

test('the setting lets in what it names, and nothing beside it', () => {
  allowAddresses(['169.254.1.2', 'fe80::/64']);
  for (const host of ['169.254.1.2', '[::ffff:169.254.1.2]', '[fe80::1]']) refuseHost(host);
  for (const host of ['169.254.1.3', '169.254.169.254', '[fe80:1::1]', 'metadata.google.internal'])
    assert.throws(() => refuseHost(host), /MAYDAY_ALLOWED_ADDRESSES/);
  allowAddresses(['169.254.169.254']);
  refuseHost('metadata.google.internal');
});

test('what is no address and no network is told', () => {
  for (const given of ['169.254.1.2', '169.254.0.0/16', 'fe80::1', 'fe80::/10'])
    assert.ok(isAddressOrNetwork(given), given);
  for (const given of [
    'metadata',
    '169.254.1',
    '169.254.0.0/33',
    'fe80::/129',
    '1.2.3.4/8/8',
    '1.2.3.4/',
    '',
  ])
    assert.ok(!isAddressOrNetwork(given), given);
});

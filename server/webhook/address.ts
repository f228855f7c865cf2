import dns from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What is no address on the internet (IANA's special-purpose registries, RFC 6890). */
const RESERVED = new BlockList();
const RESERVED_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local; also where clouds keep what a machine knows of itself
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;
/** Within 2000::/3, which is all that is on the internet. */
const RESERVED_IPV6 = [
  ['2001::', 23], // Teredo and others
  ['2001:db8::', 32],
  ['2002::', 16], // an IPv4 address in another form
  ['3fff::', 20],
] as const;
for (const [net, prefix] of RESERVED_IPV4) RESERVED.addSubnet(net, prefix);
for (const [net, prefix] of RESERVED_IPV6) RESERVED.addSubnet(net, prefix, 'ipv6');
const GLOBAL_IPV6 = new BlockList();
GLOBAL_IPV6.addSubnet('2000::', 3, 'ipv6');

/** Whether an address is one on the internet, and not of this machine or a network of our own. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, '');
  if (isIP(plain) === 4) return !RESERVED.check(plain);
  return GLOBAL_IPV6.check(plain, 'ipv6') && !RESERVED.check(plain, 'ipv6');
}

export class AddressRefused extends Error {
  constructor(address: string) {
    super(
      `${address} is an address of a private network: start the server with ` +
        'WEBHOOK_PRIVATE_ADDRESSES=allow to allow it',
    );
  }
}

/** An address that is written in the URL itself, where no name is looked up. */
export function refuseWrittenAddress({ hostname }: URL): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !isPublicAddress(address)) throw new AddressRefused(address);
}

/**
 * Looks a name up for the connection that is made with the answer, so that no later answer to
 * another look-up can lead elsewhere. One private address among several is enough to refuse it.
 */
export const lookUpPublic: LookupFunction = (hostname, options, done) => {
  dns.lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) return done(error, '');
    const refused = found.find(({ address }) => !isPublicAddress(address));
    if (refused !== undefined) {
      return done(new AddressRefused(`${hostname} (${refused.address})`), '');
    }
    const [first] = found;
    if (options.all || first === undefined) done(null, found);
    else done(null, first.address, first.family);
  });
};

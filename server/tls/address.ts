import { BlockList, isIP } from 'node:net';

/** Addresses and names as certificates have them. */

/** The networks that nobody reaches from outside: an authority for them is of no use elsewhere. */
export const PRIVATE_NETWORKS: readonly (readonly [address: string, prefix: number])[] = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
  ['fc00::', 7],
  ['fe80::', 10],
  ['::1', 128],
];

/** @returns 4 bytes, or 16. @throws for what is no address. */
export function bytesOfAddress(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  if (isIP(address) !== 6) throw new Error(`${address} is no address`);
  const [head = '', tail] = address.split('::');
  const groups = (half: string) => (half === '' ? [] : half.split(':'));
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const all = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

/** @returns as many ones as the prefix says, in 4 bytes or 16. */
export function maskOf(prefix: number, bytes: number): Buffer {
  const mask = Array.from({ length: bytes }, (_, at) => {
    const ones = Math.min(8, Math.max(0, prefix - at * 8));
    return 0xff & (0xff << (8 - ones));
  });
  return Buffer.from(mask);
}

/** What an authority may vouch for. */
export interface Permitted {
  /** Names, each with everything that ends in `.` and it. */
  readonly names: readonly string[];
  readonly networks: readonly (readonly [address: string, prefix: number])[];
}

export function isPermitted({ names, networks }: Permitted, host: string): boolean {
  const family = isIP(host);
  if (family === 0) return names.some((name) => host === name || host.endsWith(`.${name}`));
  const list = new BlockList();
  for (const [address, prefix] of networks) {
    list.addSubnet(address, prefix, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { bytesOfAddress, maskOf, type Permitted } from './address.ts';
import * as der from './der.ts';

/** Certificates of our own (RFC 5280), signed with ECDSA over P-256 and SHA-256. */

export interface Authority {
  readonly certificate: Certificate;
  readonly key: KeyObject;
}

export interface Certificate {
  readonly bytes: Buffer;
  readonly name: Buffer;
  readonly publicKey: KeyObject;
}

const DAY_MS = 86_400_000;
export const AUTHORITY_DAYS = 3_652;
/** Apple's devices refuse certificates of servers that are valid for longer. */
export const SERVER_DAYS = 825;
/** Clocks of phones are often a little behind. */
const BACKDATED_MS = DAY_MS;
const SERIAL_BYTES = 16;

/**
 * An authority that may vouch for these names and networks alone: somebody who steals its key can
 * pass for this server, and for no bank.
 */
export function makeAuthority(commonName: string, permitted: Permitted): Authority {
  const { publicKey, privateKey } = makeKeys();
  const name = nameOf(commonName);
  const bytes = signed({
    subject: name,
    publicKey,
    days: AUTHORITY_DAYS,
    issuer: name,
    key: privateKey,
    extensions: [
      extension('2.5.29.19', true, der.sequence(der.boolean(true), der.integer(Buffer.of(0)))),
      // It signs certificates, and lists of revoked ones.
      extension('2.5.29.15', true, der.bits(Buffer.of(0b0000_0110), 1)),
      extension('2.5.29.14', false, der.octets(keyIdOf(publicKey))),
      extension('2.5.29.30', true, constraintsOf(permitted)),
    ],
  });
  return { certificate: { bytes, name, publicKey }, key: privateKey };
}

/** A certificate for a server of these names and addresses, and its key. */
export function issue(
  { certificate, key }: Authority,
  hosts: readonly string[],
): { readonly bytes: Buffer; readonly key: KeyObject } {
  const { publicKey, privateKey } = makeKeys();
  const bytes = signed({
    subject: nameOf(hosts[0] ?? 'TraitorTrack'),
    publicKey,
    days: SERVER_DAYS,
    issuer: certificate.name,
    key,
    extensions: [
      extension('2.5.29.19', true, der.sequence()),
      // It signs handshakes.
      extension('2.5.29.15', true, der.bits(Buffer.of(0b1000_0000), 7)),
      extension('2.5.29.37', false, der.sequence(der.identifier('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.17', false, der.sequence(...hosts.map(generalNameOf))),
      extension('2.5.29.14', false, der.octets(keyIdOf(publicKey))),
      extension(
        '2.5.29.35',
        false,
        der.sequence(der.numbered(0, false, keyIdOf(certificate.publicKey))),
      ),
    ],
  });
  return { bytes, key: privateKey };
}

export function nameOf(commonName: string): Buffer {
  const attribute = (type: string, text: string) =>
    der.set(der.sequence(der.identifier(type), der.text(text)));
  return der.sequence(attribute('2.5.4.10', 'TraitorTrack'), attribute('2.5.4.3', commonName));
}

export function pemOf(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

interface Content {
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly days: number;
  readonly issuer: Buffer;
  readonly key: KeyObject;
  readonly extensions: readonly Buffer[];
}

function signed({ subject, publicKey, days, issuer, key, extensions }: Content): Buffer {
  const now = Date.now();
  const notBefore = new Date(now - BACKDATED_MS);
  // The limits of browsers are for the whole of it.
  const notAfter = new Date(now - BACKDATED_MS + days * DAY_MS);
  const algorithm = der.sequence(der.identifier('1.2.840.10045.4.3.2'));
  const content = der.sequence(
    der.numbered(0, true, der.integer(Buffer.of(2))),
    der.integer(randomBytes(SERIAL_BYTES)),
    algorithm,
    issuer,
    der.sequence(der.time(notBefore), der.time(notAfter)),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der.numbered(3, true, der.sequence(...extensions)),
  );
  return der.sequence(content, algorithm, der.bits(sign('sha256', content, key)));
}

function makeKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function keyIdOf(publicKey: KeyObject): Buffer {
  const bytes = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(bytes).digest().subarray(0, 20);
}

function extension(id: string, isCritical: boolean, content: Buffer): Buffer {
  const critical = isCritical ? [der.boolean(true)] : [];
  return der.sequence(der.identifier(id), ...critical, der.octets(content));
}

const DNS_NAME = 2;
const IP_ADDRESS = 7;

function generalNameOf(host: string): Buffer {
  return isIP(host) === 0
    ? der.numbered(DNS_NAME, false, Buffer.from(host, 'ascii'))
    : der.numbered(IP_ADDRESS, false, bytesOfAddress(host));
}

function constraintsOf({ names, networks }: Permitted): Buffer {
  const all = [
    ...names.map(generalNameOf),
    ...networks.map(([address, prefix]) => {
      const bytes = bytesOfAddress(address);
      return der.numbered(IP_ADDRESS, false, bytes, maskOf(prefix, bytes.length));
    }),
  ];
  return der.sequence(der.numbered(0, true, ...all.map((base) => der.sequence(base))));
}

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { isPermitted, type Permitted, PRIVATE_NETWORKS } from './address.ts';
import { type Authority, issue, makeAuthority, nameOf, pemOf } from './certificate.ts';

/** The site's own authority, which its phones trust, and the server's certificate. */

export interface Issued {
  readonly certFile: string;
  readonly keyFile: string;
  readonly authorityFile: string;
  /** What phones can compare: SHA-256 of the authority's certificate. */
  readonly fingerprint: string;
  readonly validTo: Date;
  /** Names and addresses that the server may be called by. */
  readonly hosts: readonly string[];
  /** Those that the authority was not made for. */
  readonly leftOut: readonly string[];
  readonly isNewAuthority: boolean;
}

/** Of a server: everything in `DATA_DIR/tls`. */
export function tlsDirOf(dataDir: string): string {
  return join(dataDir, 'tls');
}

export function authorityFileOf(dataDir: string): string {
  return join(tlsDirOf(dataDir), 'authority.crt');
}

/**
 * Makes a certificate for this machine, and the authority that signs it where there is none yet.
 * @param names besides the machine's own names and addresses.
 * @param outDir where the server's certificate and key go; the authority stays in `tlsDir`.
 */
export async function issueForThisMachine(
  tlsDir: string,
  outDir: string,
  names: readonly string[],
  startAnew = false,
): Promise<Issued> {
  const wanted = [...new Set([...ownHosts(), ...names])];
  // The folders above stay open: the database's own user has to pass through.
  await mkdir(dirname(tlsDir), { recursive: true });
  await mkdir(tlsDir, { recursive: true, mode: 0o700 });
  await mkdir(outDir, { recursive: true });
  const known = startAnew ? null : await readAuthority(tlsDir);
  const { authority, permitted } = known ?? (await createAuthority(tlsDir, wanted));
  const hosts = wanted.filter((host) => isPermitted(permitted, host));
  const { bytes, key } = issue(authority, hosts);
  const certFile = join(outDir, 'server.crt');
  const keyFile = join(outDir, 'server.key');
  // The authority comes along, for clients that look for the whole chain.
  await writeFile(certFile, pemOf(bytes) + pemOf(authority.certificate.bytes));
  await writeKey(keyFile, key);
  return {
    certFile,
    keyFile,
    authorityFile: join(tlsDir, 'authority.crt'),
    fingerprint: new X509Certificate(authority.certificate.bytes).fingerprint256,
    validTo: new Date(new X509Certificate(bytes).validTo),
    hosts,
    leftOut: wanted.filter((host) => !hosts.includes(host)),
    isNewAuthority: known === null,
  };
}

/** What this machine is called and where it is reached; phones find `.local` by themselves. */
function ownHosts(): string[] {
  const name = hostname().toLowerCase();
  const [short = name] = name.split('.');
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    // Of no use to a certificate: such an address is another one on each link.
    .filter(({ address }) => !address.startsWith('fe80:'))
    .map(({ address }) => address);
  return [...new Set(['localhost', name, `${short}.local`, ...addresses])];
}

interface Stored {
  readonly authority: Authority;
  readonly permitted: Permitted;
}

async function createAuthority(tlsDir: string, hosts: readonly string[]): Promise<Stored> {
  const permitted = permittedFor(hosts);
  const commonName = commonNameFor(hostname());
  const authority = makeAuthority(commonName, permitted);
  await writeKey(join(tlsDir, 'authority.key'), authority.key);
  await writeFile(join(tlsDir, 'authority.json'), JSON.stringify({ commonName, permitted }));
  await writeFile(join(tlsDir, 'authority.crt'), pemOf(authority.certificate.bytes));
  return { authority, permitted };
}

function commonNameFor(host: string): string {
  return `TraitorTrack ${host}`.slice(0, 64);
}

/** Names under `.local` and private addresses will do when the machine moves; others are listed. */
function permittedFor(hosts: readonly string[]): Permitted {
  const general: Permitted = { names: ['localhost', 'local'], networks: PRIVATE_NETWORKS };
  const others = hosts.filter((host) => !isPermitted(general, host));
  const isName = (host: string) => !/^[\d.]+$|:/.test(host);
  return {
    names: [...general.names, ...others.filter(isName)],
    networks: [
      ...general.networks,
      ...others
        .filter((host) => !isName(host))
        .map((address) => [address, address.includes(':') ? 128 : 32] as const),
    ],
  };
}

async function readAuthority(tlsDir: string): Promise<Stored | null> {
  const [crt, key, settings] = await Promise.all(
    ['authority.crt', 'authority.key', 'authority.json'].map((name) =>
      readFile(join(tlsDir, name)).catch(() => null),
    ),
  );
  if (crt == null || key == null || settings == null) return null;
  const { raw, publicKey } = new X509Certificate(crt);
  const { commonName, permitted }: { commonName: string; permitted: Permitted } = JSON.parse(
    settings.toString(),
  );
  const certificate = { bytes: raw, name: nameOf(commonName), publicKey };
  return { authority: { certificate, key: createPrivateKey(key) }, permitted };
}

/** For nobody but the user who runs the server. */
async function writeKey(file: string, key: KeyObject): Promise<void> {
  await writeFile(file, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  // A file that was there before keeps its mode.
  await chmod(file, 0o600);
}

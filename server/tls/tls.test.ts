import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { afterAll, describe, expect, test } from 'vitest';
import { runCli } from '#test/cli.ts';
import { openTestApp } from '#test/harness.ts';
import { bytesOfAddress, isPermitted, maskOf, PRIVATE_NETWORKS } from './address.ts';
import { issue, makeAuthority, pemOf, SERVER_DAYS } from './certificate.ts';

const DATA_DIR = await mkdtemp(join(tmpdir(), 'traitortrack-tls-'));
afterAll(() => rm(DATA_DIR, { recursive: true }));

interface Printed {
  readonly certFile: string;
  readonly keyFile: string;
  readonly authorityFile: string;
  readonly fingerprint: string;
  readonly hosts: readonly string[];
  readonly leftOut: readonly string[];
  readonly isNewAuthority: boolean;
}

async function runTls(...args: string[]): Promise<Printed> {
  const { code, stdout, stderr } = await runCli(['tls', '--json', ...args], { DATA_DIR });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

const first = await runTls('--names', 'bench.example.com');
const { app } = await openTestApp({ tls: first });
const { port } = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));

/** What a client is told that trusts this authority and calls the server by this name. */
function callAs(servername: string, ca: string | Buffer): Promise<number> {
  const options = { host: '127.0.0.1', port, path: '/health', servername, ca };
  return new Promise((resolve, reject) => {
    const request = get({ ...options, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
  });
}

describe('tt tls', () => {
  test.each(['localhost', 'bench.example.com'])(
    'makes the server trusted as %s by who trusts the authority',
    async (name) => {
      expect(await callAs(name, await readFile(first.authorityFile))).toBe(200);
    },
  );

  test('does not make it trusted by others, nor under names that are not its own', async () => {
    await expect(callAs('other.example.com', await readFile(first.authorityFile))).rejects.toThrow(
      /does not match certificate/,
    );
    const stranger = makeAuthority('stranger', { names: ['localhost'], networks: [] });
    await expect(callAs('localhost', pemOf(stranger.certificate.bytes))).rejects.toThrow(
      /unable to verify|self.signed|signature/,
    );
  });

  test('names this machine by its names and all its addresses', () => {
    expect(first.hosts).toEqual(
      expect.arrayContaining(['localhost', '127.0.0.1', '::1', 'bench.example.com']),
    );
    expect(first.hosts.some((name) => name.endsWith('.local'))).toBe(true);
  });

  test('keeps the keys for the user who runs the server', async () => {
    for (const file of [first.keyFile, join(DATA_DIR, 'tls', 'authority.key')]) {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    }
  });

  test('makes an authority for ten years and a certificate that phones accept', async () => {
    const days = ({ validFrom, validTo }: X509Certificate) =>
      (Date.parse(validTo) - Date.parse(validFrom)) / 86_400_000;
    const authority = new X509Certificate(await readFile(first.authorityFile));
    const server = new X509Certificate(await readFile(first.certFile));
    expect(days(authority)).toBeCloseTo(3_652, 0);
    expect(days(server)).toBeLessThanOrEqual(SERVER_DAYS);
    expect([authority.ca, server.ca]).toEqual([true, false]);
    expect(server.verify(authority.publicKey)).toBe(true);
    expect(authority.fingerprint256).toBe(first.fingerprint);
  });

  test('renews the certificate under the authority that phones trust already', async () => {
    const outDir = join(DATA_DIR, 'elsewhere');
    const second = await runTls('--out', outDir, '--names', 'bench.example.com,press.local');
    expect(second.isNewAuthority).toBe(false);
    expect(second.certFile).toBe(join(outDir, 'server.crt'));
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(second.hosts).toContain('press.local');
    expect(await readFile(second.certFile)).not.toEqual(await readFile(first.certFile));
    const [cert, key] = await Promise.all([readFile(second.certFile), readFile(second.keyFile)]);
    createSecureContext({ cert, key });
  });

  test('says which names the authority was not made for', async () => {
    const outDir = join(DATA_DIR, 'elsewhere');
    const { stdout } = await runCli(['tls', '--out', outDir, '--names', 'late.example.com'], {
      DATA_DIR,
    });
    expect(stdout).toContain('Not for late.example.com');
    expect(stdout).toContain(`TLS_CERT=${outDir}`);
  });

  test('begins anew when it is told to', async () => {
    const anew = join(DATA_DIR, 'anew');
    const options = { DATA_DIR: anew };
    await runCli(['tls'], options);
    const before = await readFile(join(anew, 'tls', 'authority.crt'), 'utf8');
    await runCli(['tls', '--new-authority', '--names', 'late.example.com'], options);
    expect(await readFile(join(anew, 'tls', 'authority.crt'), 'utf8')).not.toBe(before);
  });

  test('refuses what is no name', async () => {
    const { code, stderr } = await runCli(['tls', '--names', 'a b'], { DATA_DIR });
    expect(code).toBe(2);
    expect(stderr).toContain('"a b" is no name and no address');
  });
});

describe('an authority', () => {
  test('vouches for nobody but whom it was made for', async () => {
    const authority = makeAuthority('site', { names: ['local'], networks: [['10.0.0.0', 8]] });
    const forged = issue(authority, ['localhost', 'bank.example.com']);
    const key = forged.key.export({ type: 'pkcs8', format: 'pem' });
    const { createServer } = await import('node:https');
    const server = createServer({ cert: pemOf(forged.bytes), key }, (_, reply) => reply.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = server.address();
    const port = typeof at === 'object' && at !== null ? at.port : 0;
    const call = new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, servername: 'bank.example.com', agent: false };
      const ca = pemOf(authority.certificate.bytes);
      get({ ...options, ca }, resolve).on('error', reject);
    });
    await expect(call).rejects.toThrow(/permitted subtree violation/);
    server.close();
  });

  test.each([
    ['localhost', true],
    ['press.local', true],
    ['notlocal', false],
    ['example.com', false],
    ['192.168.7.20', true],
    ['8.8.8.8', false],
    ['fd12::1', true],
    ['2001:db8::1', false],
  ])('for the warehouse may vouch for %s: %s', (host, expected) => {
    const permitted = { names: ['localhost', 'local'], networks: PRIVATE_NETWORKS };
    expect(isPermitted(permitted, host)).toBe(expected);
  });
});

describe('an address', () => {
  test.each([
    ['192.168.1.20', 'c0a80114'],
    ['::1', '00000000000000000000000000000001'],
    ['fd00::2', 'fd000000000000000000000000000002'],
    ['2001:db8:0:1:2:3:4:5', '20010db8000000010002000300040005'],
  ])('%s is %s in bytes', (text, hex) => {
    expect(bytesOfAddress(text).toString('hex')).toBe(hex);
  });

  test('that is none is refused', () => {
    expect(() => bytesOfAddress('bench')).toThrow('bench is no address');
  });

  test.each([
    [8, 4, 'ff000000'],
    [12, 4, 'fff00000'],
    [32, 4, 'ffffffff'],
    [7, 16, `fe${'00'.repeat(15)}`],
  ])('of a network of %i bits has a mask', (prefix, bytes, hex) => {
    expect(maskOf(prefix, bytes).toString('hex')).toBe(hex);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findEncoding } from './encoding.ts';

const folder = await mkdtemp(join(tmpdir(), 'traitortrack-encoding-'));
afterAll(() => rm(folder, { recursive: true }));

async function encodingOf(bytes: Buffer): Promise<string | null> {
  const path = join(folder, 'text');
  await writeFile(path, bytes);
  return findEncoding(path);
}

const line = 'qr_id;dealer\r\n0016586;Müller & Söhne\r\n';
const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();

test.each<[name: string, bytes: Buffer, encoding: string | null]>([
  ['plain letters', Buffer.from('qr_id,type'), 'utf-8'],
  ['UTF-8', Buffer.from(line), 'utf-8'],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${line}`), 'utf-8'],
  ['what Excel writes in the West', Buffer.from(line, 'latin1'), 'windows-1252'],
  ['UTF-16 with a mark', Buffer.from(`\ufeff${line}`, 'utf16le'), 'utf-16le'],
  ['UTF-16 without a mark', Buffer.from(line, 'utf16le'), 'utf-16le'],
  ['UTF-16 the other way round', swapped(`\ufeff${line}`), 'utf-16be'],
  ['the same without a mark', swapped(line), 'utf-16be'],
  ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), null],
  ['noise', Buffer.from(Array.from({ length: 999 }, (_, at) => (at * 7919) % 251)), null],
])('%s', async (_name, bytes, encoding) => {
  expect(await encodingOf(bytes)).toBe(encoding);
});

test('a character that two pieces share is whole', async () => {
  // Pieces have a power of two of bytes: one of three bytes straddles their ends.
  const text = `a${'€'.repeat(400_000)}`;
  expect(await encodingOf(Buffer.from(text))).toBe('utf-8');
  expect(await encodingOf(Buffer.from(`${text}`).subarray(0, -1))).toBe('windows-1252');
  expect(await encodingOf(Buffer.concat([Buffer.from(text), Buffer.from([0xe4, 0x20])]))).toBe(
    'windows-1252',
  );
});

test('one odd byte at the very end of a long file is found', async () => {
  const bytes = Buffer.concat([Buffer.alloc(3_000_000, 'abc,'), Buffer.from([0xfc])]);
  expect(await encodingOf(bytes)).toBe('windows-1252');
});

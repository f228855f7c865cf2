import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Ask, Batch } from './ask.ts';
import { BATCH_ASKS_MAX, makeRowsWriter, readBatches } from './rows-file.ts';

const folder = await mkdtemp(join(tmpdir(), 'traitortrack-rows-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const ask = (at: number, code: string): Ask => ({
  at,
  sheet: 0,
  row: at + 1,
  code,
  wish: { action: 'pack', into: 'SB00001' },
});

function write(name: string, asks: readonly Ask[]) {
  const path = join(folder, name);
  const writer = makeRowsWriter(path);
  for (const one of asks) writer.add([one]);
  const size = writer.end();
  return { path, outline: { sheets: [''], size, targets: {}, late: [] } };
}

async function read(written: ReturnType<typeof write>, from = 0): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of readBatches(written.path, written.outline, from)) batches.push(batch);
  return batches;
}

test('the rows of a file come back in their order, whatever is in them', async () => {
  const texts = ['0016586', 'दुकान', 'two\nlines', '"', '\u2028', '', '🌾'];
  const asks = Array.from({ length: 3 * BATCH_ASKS_MAX + 7 }, (_, at) =>
    ask(at + 1, texts[at % texts.length] ?? ''),
  );
  const written = write('order', asks);
  const batches = await read(written);
  expect(batches.flatMap((batch) => batch.asks)).toEqual(asks);
  expect(batches.map((batch) => batch.asks.length)).toEqual([500, 500, 500, 7]);
  expect(batches.at(-1)?.end).toBe(written.outline.size);
});

test('reading goes on after any batch, at the byte where it ended', async () => {
  const asks = Array.from({ length: 2_600 }, (_, at) => ask(at + 1, `लेबल ${at}`));
  const written = write('resumed', asks);
  const batches = await read(written);
  for (const [nth, { end }] of batches.entries()) {
    expect(await read(written, end)).toEqual(batches.slice(nth + 1));
  }
});

test('a line that is longer than what is read at once is whole', async () => {
  const long = 'x'.repeat(30_000);
  const asks = Array.from({ length: 700 }, (_, at) => ask(at + 1, `${long}${at}`));
  const batches = await read(write('long', asks));
  expect(batches.flatMap((batch) => batch.asks)).toEqual(asks);
});

test('an empty file has no batches', async () => {
  expect(await read(write('empty', []))).toEqual([]);
});

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readBillingSheets, readPackingSheets } from './sheets.ts';

const file = (name: string) => fileURLToPath(new URL(`../../test/data/${name}`, import.meta.url));

test('a packing sheet gives each parent the labels before it', async () => {
  const expected: { batches: { parent: string; children: string[] }[] } = JSON.parse(
    await readFile(file('packing-small.expected.json'), 'utf8'),
  );
  const batches = await readPackingSheets(file('packing-small.xlsx'));
  const [first] = batches;
  expect(first?.parent).toBe(expected.batches[0]?.parent);
  const numbers = first?.children.map((label) => /\d{7}/.exec(label)?.[0]);
  expect(numbers).toEqual(expected.batches[0]?.children);
});

test('a billing sheet gives each bill the parents before it', async () => {
  const batches = await readBillingSheets(file('billing-day.xlsx'));
  const bills = batches.map(({ bill, parents }) => [bill, parents.length]);
  expect(bills[0]).toEqual(['BILL-2025-0101', 48]);
  expect(bills).toHaveLength(5);
});

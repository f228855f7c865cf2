import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type ExpectedDay, runShift } from './shift.ts';

const file = (name: string) => fileURLToPath(new URL(`../../test/data/${name}`, import.meta.url));

test("a day from the factory's own sheets is exact to the last bag", async () => {
  const expected: ExpectedDay = JSON.parse(await readFile(file('day.expected.json'), 'utf8'));
  const report = await runShift({
    packingFile: file('packing-day.xlsx'),
    billingFile: file('billing-day.xlsx'),
    seed: 1,
    expected,
  });
  expect(report.differences).toEqual([]);
  expect(report.verified).toContain('0 differences');
  expect(report.isVerified).toBe(true);
  for (const count of [report.twice, report.lost, report.moved]) expect(count).toBeGreaterThan(20);
}, 120_000);

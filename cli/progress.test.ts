import { expect, test } from 'vitest';
import { makeProgress } from './progress.ts';

/** What was written, to a terminal or to a file. */
function show(isTTY: boolean, steps: readonly number[]): string {
  let written = '';
  const write = (text: string | Uint8Array) => {
    written += text;
    return true;
  };
  const progress = makeProgress('Packing', { isTTY, write });
  for (const step of steps) progress.show(step, 1_000);
  progress.end();
  return written;
}

test('a terminal shows a bar that ends full, on a line of its own', () => {
  const written = show(true, [0, 500, 1_000]);
  expect(written.startsWith(`\rPacking ${'░'.repeat(30)} 0 %`)).toBe(true);
  expect(written.endsWith(`\rPacking ${'█'.repeat(30)} 100 %\n`)).toBe(true);
});

test('a file gets a line every ten percent', () => {
  const steps = Array.from({ length: 1_001 }, (_, step) => step);
  const lines = show(false, steps).trimEnd().split('\n');
  expect(lines).toHaveLength(11);
  expect(lines.slice(0, 2)).toEqual(['Packing: 0 %', 'Packing: 10 %']);
  expect(lines.at(-1)).toBe('Packing: 100 %');
});

test('nothing at all is done at once', () => {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  makeProgress('Packing', { isTTY: false, write }).show(0, 0);
  expect(written).toEqual(['Packing: 100 %\n']);
});

import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { openHall, scan, untilBar, untilCount } from './station.ts';

const hall = await openHall();

/** The first note of each sound, as the page asks the device for it. */
const FIRST_NOTES: Readonly<Record<string, number>> = {
  parent: 660,
  child: 1_320,
  full: 784,
  notice: 520,
  error: 196,
};

/** What the device is asked to play, shake and say. */
async function listenTo(page: Page) {
  await page.addInitScript(`
    window.played = []; window.shaken = []; window.said = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...at) {
      played.push(this.frequency.value);
      return start.apply(this, at);
    };
    navigator.vibrate = (pattern) => { shaken.push(pattern); return true; };
    speechSynthesis.speak = ({ text, lang }) => said.push(lang + ' ' + text);`);
  await page.reload();
  await page.locator('.bar').waitFor();
}

const firstNoteOf = async (page: Page, kind: string) => {
  await vi.waitFor(async () => {
    expect(await page.evaluate<number[]>('played')).toContain(FIRST_NOTES[kind]);
  });
  await page.evaluate('played.length = 0');
};

test('each outcome sounds differently, shakes, and is said if wanted', async () => {
  const { page } = await hall.openBench();
  await listenTo(page);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('checkbox', { name: 'Say the count' }).check();
  await page.getByLabel('Name of this station').fill('Bench 3');
  await page.getByRole('button', { name: 'Close' }).click();
  await scan(page, 'M444-00800');
  await firstNoteOf(page, 'parent');
  await scan(page, '8000001');
  await firstNoteOf(page, 'child');
  await scan(page, '8000002', '8000001');
  await firstNoteOf(page, 'notice');
  await scan(page, 'M444-0080');
  await firstNoteOf(page, 'error');
  await scan(page, ...Array.from({ length: 13 }, (_, at) => String(8_000_003 + at)));
  await firstNoteOf(page, 'full');
  await untilCount(page, null);
  const shaken = await page.evaluate<number[][]>('shaken');
  expect(new Set(shaken.map((pattern) => pattern.join())).size).toBe(5);
  const said = await page.evaluate<string[]>('said');
  expect(said.slice(0, 2)).toEqual(['en-IN 1', 'en-IN 2']);
  expect(said.at(-1)).toBe('en-IN Bag full');
  await untilBar(page, { waiting: 0 });
  const [row] = await hall.db.runText<{ station: string }>(
    `select station from scan where code = '8000001' limit 1`,
    [],
  );
  expect(row).toEqual({ station: 'Bench 3' });
});

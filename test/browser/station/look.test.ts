import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { client } from '../../client.ts';
import { picture } from '../browser.ts';
import { DESKTOP, openHall, PHONE, scan, untilBar, untilCount, untilLast } from './station.ts';

const hall = await openHall();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const SIZES = [
  ['phone', PHONE],
  ['desktop', DESKTOP],
] as const;
const SCHEMES = ['light', 'dark'] as const;

/** Looks at the page as it is: kept as a picture, fits, and is accessible. */
async function look(page: Page, name: string): Promise<void> {
  await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished))');
  const viewport = page.viewportSize();
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect(width, `${name} scrolls sideways`).toBeLessThanOrEqual(viewport?.width ?? 0);
  await page.evaluate(axe);
  const violations = await page.evaluate<string[]>(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
      id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
  );
  expect(violations.join('\n'), name).toBe('');
  await picture(page, `station-${name}`);
  const chapter = GUIDE[name];
  if (chapter === undefined || process.env.USER_GUIDE === undefined) return;
  await page.screenshot({ path: `docs/images/${chapter}.png` });
}

/** The pictures of docs/user-guide.md, made anew with `USER_GUIDE=1`. */
const GUIDE: Readonly<Record<string, string>> = {
  'parent-phone-light': 'station-parent',
  'child-phone-light': 'station-child',
  'tray-phone-light': 'station-refused',
  'bills-phone-light': 'station-choose-bill',
  'bill-phone-light': 'station-bill',
  'child-desktop-light': 'station-desktop',
};

describe.each(SIZES)('on a %s', (size, viewport) => {
  test.each(SCHEMES)('every state is accessible, fits and is pictured, %s', async (colorScheme) => {
    const sign = `${size}-${colorScheme}`;
    const number =
      60_000 + SIZES.findIndex(([one]) => one === size) * 100 + SCHEMES.indexOf(colorScheme);
    const parent = `SB${number}`;
    await hall.elsewhere([{ action: 'pack', code: `${number}99`, parent: `SB${number + 20}` }]);
    const device = { viewport, colorScheme, reducedMotion: 'reduce' } as const;
    const { page, context, complaints } = await hall.openBench({ device });
    await look(page, `parent-${sign}`);
    const children = Array.from({ length: 12 }, (_, at) => `${number}${at + 10}`);
    await scan(page, parent, ...children, 'LABEL NO:12');
    await untilCount(page, '12/30');
    await untilLast(page, /Not a bag code/);
    await scan(page, `${number}99`);
    await untilLast(page, /in another bag/);
    await untilBar(page, { waiting: 0 });
    await look(page, `child-${sign}`);
    await page.getByRole('button', { name: /refused/ }).click();
    await look(page, `tray-${sign}`);
    await page.getByRole('button', { name: 'Settings' }).click();
    await look(page, `settings-${sign}`);
    await page.getByRole('radio', { name: 'हिन्दी' }).check();
    await page.getByRole('button', { name: 'बंद करें' }).click();
    await scan(page, `SB${number + 50}`);
    await context.clearCookies();
    await scan(page, `${number}70`);
    await page.getByLabel('पासवर्ड').waitFor();
    await look(page, `hindi-${sign}`);
    expect(complaints.filter((one) => !one.includes('401'))).toEqual([]);
  });

  test.each(SCHEMES)('billing, too, %s', async (colorScheme) => {
    const sign = `${size}-${colorScheme}`;
    const number =
      61_000 + SIZES.findIndex(([one]) => one === size) * 100 + SCHEMES.indexOf(colorScheme) * 10;
    const code = `INV-26/${number}`;
    const admin = client(hall.app, await hall.asAdmin());
    await admin.post('/api/v2/bills', {
      code,
      target: 12,
      dealer: 'Kisan Beej Bhandar',
      destination: 'Hisar',
      vehicle: 'HR 20 AB 1234',
    });
    const parents = [0, 1, 2].map((at) => `SB${number + at}`);
    await hall.elsewhere(
      parents.map((parent, at) => ({ action: 'pack', code: `${number}${at}0`, parent })),
    );
    const device = { viewport, colorScheme, reducedMotion: 'reduce' } as const;
    const { page } = await hall.openBench({ path: '/station/bill', device });
    await page.getByRole('button', { name: code }).waitFor();
    await look(page, `bills-${sign}`);
    await page.getByRole('button', { name: code }).click();
    await untilCount(page, '0/12');
    await scan(page, ...parents);
    await untilCount(page, '3/12');
    await untilBar(page, { stored: 3 });
    await page.getByText('3 kg').waitFor();
    await look(page, `bill-${sign}`);
  });
});

test('somebody whom nobody has signed in is asked to, in place', async () => {
  const { page, context } = await hall.openBench({ device: { viewport: PHONE } });
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  await context.clearCookies();
  await page.evaluate(
    `Promise.all([new Promise((done) => {
      indexedDB.deleteDatabase('traitortrack').onsuccess = done; setTimeout(done, 500); })])`,
  );
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in to this station' }).waitFor();
  await look(page, 'sign-in-phone');
});

import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { client } from '../../client.ts';
import { accessFaultsOf } from '../access.ts';
import { picture } from '../browser.ts';
import { DESKTOP, openHall, PHONE, scan, untilBar, untilCount, untilLast } from './station.ts';

const hall = await openHall();

const SIZES = [
  ['phone', PHONE, 60_000],
  ['desktop', DESKTOP, 61_000],
] as const;

/** Colours are all that differs in the dark. */
const SCHEMES = [
  ['light', null],
  ['dark', ['color-contrast']],
] as const;

/** Looks at the page as it is: kept as a picture, fits, and is accessible, light and dark. */
async function look(page: Page, name: string): Promise<void> {
  const viewport = page.viewportSize();
  for (const [colorScheme, rules] of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished))');
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    expect(width, `${name} scrolls sideways`).toBeLessThanOrEqual(viewport?.width ?? 0);
    expect(await accessFaultsOf(page, rules), `${name}, ${colorScheme}`).toEqual([]);
    await picture(page, `station-${name}-${colorScheme}`);
    const chapter = GUIDE[`${name}-${colorScheme}`];
    if (chapter === undefined || process.env.USER_GUIDE === undefined) continue;
    await page.screenshot({ path: `docs/images/${chapter}.png` });
  }
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

describe.each(SIZES)('on a %s', (size, viewport, number) => {
  const device = { viewport, reducedMotion: 'reduce' } as const;

  test('every state is accessible, fits and is pictured', async () => {
    await hall.elsewhere([{ action: 'pack', code: `${number}99`, parent: `SB${number + 20}` }]);
    const { page, context, complaints } = await hall.openBench({ device });
    await look(page, `parent-${size}`);
    const children = Array.from({ length: 12 }, (_, at) => `${number}${at + 10}`);
    await scan(page, `SB${number}`, ...children, 'LABEL NO:12');
    await untilCount(page, '12/30');
    await untilLast(page, /A label without its number: LABEL NO:12/);
    await scan(page, `${number}99`);
    await untilLast(page, /in another bag/);
    await untilBar(page, { waiting: 0 });
    await look(page, `child-${size}`);
    await page.getByRole('button', { name: /refused/ }).click();
    await look(page, `tray-${size}`);
    await page.getByRole('button', { name: 'Settings' }).click();
    await look(page, `settings-${size}`);
    await page.getByRole('radio', { name: 'हिन्दी' }).check();
    await page.getByRole('button', { name: 'बंद करें' }).click();
    await page.getByText('लेबल का नंबर नहीं पढ़ा गया: LABEL NO:12').first().waitFor();
    await scan(page, `SB${number + 50}`);
    await context.clearCookies();
    await scan(page, `${number}70`);
    await page.getByLabel('पासवर्ड').waitFor();
    await look(page, `hindi-${size}`);
    expect(complaints.filter((one) => !one.includes('401'))).toEqual([]);
  });

  test('billing, too', async () => {
    const code = `INV-26/${number}`;
    const admin = client(hall.app, await hall.asAdmin());
    await admin.post('/api/v2/bills', {
      code,
      target: 12,
      dealer: 'Kisan Beej Bhandar',
      destination: 'Hisar',
      vehicle: 'HR 20 AB 1234',
    });
    const parents = [100, 101, 102].map((at) => `SB${number + at}`);
    await hall.elsewhere(
      parents.map((parent, at) => ({ action: 'pack', code: `${number}10${at}`, parent })),
    );
    const { page } = await hall.openBench({ path: '/station/bill', device });
    await page.getByRole('button', { name: code }).waitFor();
    await look(page, `bills-${size}`);
    await page.getByRole('button', { name: code }).click();
    await untilCount(page, '0/12');
    await scan(page, ...parents);
    await untilCount(page, '3/12');
    await untilBar(page, { stored: 3 });
    await page.getByText('3 kg').waitFor();
    await look(page, `bill-${size}`);
  });
});

test('somebody whom nobody has signed in is asked to, in place', async () => {
  const { page, context } = await hall.openBench({ isKept: true });
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

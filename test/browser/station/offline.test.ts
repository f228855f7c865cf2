import { describe, expect, test } from 'vitest';
import { ADMIN_PASSWORD } from '../../harness.ts';
import { barOf, openHall, ready, scan, untilBar, untilCount, untilLast } from './station.ts';

const hall = await openHall();

describe('a day without a network', () => {
  test('goes on, survives closing the page, and is sent when the network is back', async () => {
    const { page, context } = await hall.openBench({ isKept: true });
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await scan(page, 'SB40001');
    await untilBar(page, { stored: 1 });
    await context.setOffline(true);
    await scan(page, ...Array.from({ length: 30 }, (_, at) => String(4_000_101 + at)));
    await untilLast(page, /SB40001 is full/);
    await scan(page, 'SB40002');
    await scan(page, '4000201');
    await scan(page, '4000202');
    await untilCount(page, '2/30');
    await untilLast(page, /4000202 packed/);
    // Duplicates and full bags are known from what was scanned here.
    await scan(page, '4000201');
    await untilLast(page, /4000201 is already in this bag/);
    await scan(page, '4000105');
    await untilLast(page, /4000105 is in another bag: SB40001/);
    await page.getByText('No network. Scanning goes on').waitFor();
    await page.close();

    const again = await context.newPage();
    await again.goto(`${hall.address}/station`);
    await ready(again);
    await untilCount(again, '2/30');
    expect(await barOf(again)).toMatchObject({ scanned: 36, stored: 1, waiting: 35 });
    await scan(again, '4000203');
    await untilCount(again, '3/30');
    await context.setOffline(false);
    await untilBar(again, { scanned: 37, stored: 36, waiting: 0, refused: 1 });
    expect(await hall.ledgerOf('4000105')).toEqual(['packed', 'in_other_parent']);
    expect(await hall.ledgerOf('4000203')).toEqual(['packed']);
  });
});

describe('over plain http', () => {
  test('every scan is stored and sent by one tab at a time; no worker keeps the page', async () => {
    const { context } = await hall.openBench({ isKept: true });
    // What a page that came over http finds: no locks, and no worker.
    await context.addInitScript(`
      Object.defineProperty(window, 'isSecureContext', { value: false });
      Object.defineProperty(navigator, 'locks', { value: undefined });
      Object.defineProperty(crypto, 'randomUUID', { value: undefined });`);
    const one = await hall.openBench({ context });
    const two = await hall.openBench({ context });
    await one.page.getByText('cannot be opened again without the network').waitFor();
    await scan(one.page, 'SB44001', '4400101');
    await untilCount(two.page, '1/30');
    await Promise.all([scan(one.page, '4400102'), scan(two.page, '4400103')]);
    await untilBar(one.page, { scanned: 4, stored: 4 });
    await untilBar(two.page, { scanned: 4, stored: 4 });
  });
});

describe('two tabs', () => {
  test('share one bench and one queue', async () => {
    const one = await hall.openBench({ isKept: true });
    const two = await hall.openBench({ context: one.context });
    await scan(one.page, 'SB41001');
    await untilCount(two.page, '0/30');
    await scan(two.page, '4100101');
    await untilCount(one.page, '1/30');
    await Promise.all([scan(one.page, '4100102'), scan(two.page, '4100103')]);
    for (const { page } of [one, two]) {
      await untilBar(page, { scanned: 4, stored: 4 });
      await untilCount(page, '3/30');
    }
    for (const code of ['4100101', '4100102', '4100103']) {
      expect(await hall.ledgerOf(code)).toEqual(['packed']);
    }
  });
});

describe('a session that ends', () => {
  test('pauses sending, asks in place, and never takes the scanner’s keys', async () => {
    const { page, context } = await hall.openBench({ isKept: true });
    await scan(page, 'SB42001');
    await untilBar(page, { stored: 1 });
    await context.clearCookies();
    await scan(page, '4200101');
    const password = page.getByLabel('Password');
    await password.waitFor();
    await password.focus();
    await scan(page, '4200102');
    await untilCount(page, '2/30');
    expect(await password.inputValue()).toBe('');
    expect(await barOf(page)).toMatchObject({ scanned: 3, stored: 1, waiting: 2 });
    await page.reload();
    // The server would show the sign-in page; the worker opens the bench as it was.
    await ready(page);
    await untilCount(page, '2/30');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('User name or password is wrong.').waitFor();
    await page.getByLabel('Password').fill(ADMIN_PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await untilBar(page, { scanned: 3, stored: 3, waiting: 0 });
    expect(await page.getByLabel('Password').count()).toBe(0);
  });

  test('two people on one device: nobody sends the scans of the other', async () => {
    await hall.asUser('biller');
    const { page, context } = await hall.openBench({ isKept: true });
    await scan(page, 'SB43001');
    await untilBar(page, { stored: 1 });
    await context.route('**/api/v2/scans', (route) => route.abort());
    await scan(page, '4300101');
    await untilBar(page, { waiting: 1 });
    // Another tab signs somebody else in, and only then is the network back.
    await hall.give(context, await hall.asUser('biller'));
    await context.unroute('**/api/v2/scans');
    await page.getByText('1 of admin’s scans wait on this device').waitFor();
    expect(await barOf(page)).toMatchObject({ scanned: 0 });
    await untilCount(page, null);
    await scan(page, 'SB43002');
    await untilBar(page, { scanned: 1, stored: 1 });
    expect(await hall.ledgerOf('4300101')).toEqual([]);
    await hall.give(context, await hall.asAdmin());
    await page.reload();
    await untilBar(page, { scanned: 2, stored: 2, waiting: 0 });
    const [sent] = await hall.db.runText<{ username: string }>(
      'select username from scan join app_user on app_user.id = scan.user_id where code = $1',
      ['4300101'],
    );
    expect(sent).toEqual({ username: 'admin' });
  });
});

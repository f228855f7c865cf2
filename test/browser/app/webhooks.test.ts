import type { Page } from 'playwright-core';
import { afterEach, expect, test, vi } from 'vitest';
import { startWork } from '#server/start-work.ts';
import { DELIVERY_TIMES } from '#server/webhook/deliver.ts';
import { isSignedBy, openReceiver } from '#server/webhook/receiver.fixture.ts';
import { openTestApp } from '../../harness.ts';
import { accessFaultsOf } from '../access.ts';
import { picture } from '../browser.ts';
import { openSite, PHONE, until } from './site.ts';

const site = await openSite(openTestApp({ webhookPrivateAddresses: true }));
const { open, admin, deps } = site;
const releasers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const release of releasers.splice(0).reverse()) await release();
});

test('a webhook is added, tried out, watched, replayed and deleted', async () => {
  let isWell = true;
  const receiver = await openReceiver((response) =>
    response.writeHead(isWell ? 200 : 500).end(isWell ? 'got it' : 'no room'),
  );
  releasers.push(receiver.close);
  const delivery = { ...DELIVERY_TIMES, waitMs: () => 3_600_000 };
  releasers.push(await startWork(deps, { pollIntervalMs: 20, feedIntervalMs: 50, delivery }));
  const { page, complaints } = await open('/webhooks', { device: { viewport: PHONE } });
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const { faults, look } = looking(page);

  await page.getByText('Nobody is told yet').waitFor();
  await button('New webhook').click();
  await page.getByLabel('Address').fill('nowhere');
  await button('Add').click();
  await page.getByText('Must be an address that begins with').waitFor();
  await page.getByLabel('Address').fill(receiver.url);
  await page.getByLabel('Name').fill('ERP in Jaipur');
  await look('webhook-new');
  await button('Add').click();
  const secret = await page.getByRole('textbox', { name: 'Secret' }).inputValue();
  expect(secret).toMatch(/^whsec_/);
  await button('Copy').click();
  await button('Copied').waitFor();
  await look('webhook-secret');
  await button('I have kept it').click();

  await page.getByRole('link', { name: 'ERP in Jaipur' }).click();
  await button('Send a test').click();
  await page.getByText('The test got through').waitFor();
  await page.getByText('got it').waitFor();
  expect(receiver.received.map((one) => isSignedBy(secret, one))).toEqual([true]);
  await page.getByRole('button', { name: 'A test' }).first().waitFor();

  isWell = false;
  const children = Array.from({ length: 15 }, (_, at) => String(1_000_000 + at));
  await site.scan(children.map((code) => ({ action: 'pack', code, parent: 'M444-00001' })));
  await page.getByText(/^Nothing has got through since/).waitFor();
  await page.getByRole('button', { name: 'A bag is full' }).click();
  await page.getByText('no room').waitFor();
  await page.getByText('"code": "M444-00001"').waitFor();
  await look('webhook-delivery');
  isWell = true;
  await button('Send again').click();
  await page.getByText(/^Nothing has got through since/).waitFor({ state: 'hidden' });
  expect(receiver.received.filter(({ type }) => type === 'bag.packed')).toHaveLength(2);

  await button('New secret').click();
  await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click();
  await page.getByText('so that there is time to change').waitFor();
  expect(await page.getByRole('textbox', { name: 'Secret' }).inputValue()).not.toBe(secret);
  await button('I have kept it').click();
  await button('Switch off').click();
  await button('Switch on').waitFor();
  await look('webhook-watched');
  await button('Delete').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Nobody is told yet').waitFor();
  await vi.waitFor(async () =>
    expect((await admin.get('/api/v2/webhooks')).json().items).toEqual([]),
  );
  expect(faults).toEqual([]);
  // The address that was no address was refused.
  expect(complaints.filter((complaint) => !complaint.includes('422'))).toEqual([]);
}, 60_000);

/** Keeps pictures, and what is wrong with them for whoever cannot see them. */
function looking(page: Page) {
  const faults: string[] = [];
  const look = async (name: string) => {
    await until(page, 'document.getAnimations().every((one) => one.playState !== "running")');
    faults.push(...(await accessFaultsOf(page)).map((fault) => `${name}: ${fault}`));
    await picture(page, `app-${name}-phone-light`);
  };
  return { faults, look };
}

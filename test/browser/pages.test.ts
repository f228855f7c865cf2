import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { ADMIN_PASSWORD, openTestApp } from '../harness.ts';
import { complaintsOf, openBrowser, picture } from './browser.ts';

const { app } = await openTestApp();
const address = await app.listen({ port: 0, host: '127.0.0.1' });
const browser = await openBrowser();

const SIZES = [
  ['phone', { width: 360, height: 740 }],
  ['desktop', { width: 1440, height: 900 }],
] as const;
const SCHEMES = ['light', 'dark'] as const;

async function signIn(page: Page, password: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

describe('signing in', () => {
  test('leads who is signed out to the form, and from there home', async () => {
    const page = await browser.newPage();
    const complaints = complaintsOf(page);
    await page.goto(address);
    expect(new URL(page.url()).pathname).toBe('/login');
    await signIn(page, ADMIN_PASSWORD);
    expect(new URL(page.url()).pathname).toBe('/');
    await page.locator('#root > *').first().waitFor();
    await page.goto(`${address}/performance/dashboard`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(new URL(page.url()).pathname).toBe('/login');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('says that a password is wrong, and keeps the name', async () => {
    const page = await browser.newPage();
    await signIn(page, 'not-the-password');
    expect(await page.getByRole('alert').textContent()).toMatch(/user name and password/);
    expect(await page.getByLabel('User name').inputValue()).toBe('admin');
    await page.close();
  });
});

describe.each(SIZES)('on a %s', (size, viewport) => {
  test.each(SCHEMES)('every page fits and is pictured, %s', async (colorScheme) => {
    const context = await browser.newContext({ viewport, colorScheme });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    const look = async (name: string) => {
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width, `${name} scrolls sideways`).toBeLessThanOrEqual(viewport.width);
      await picture(page, `${name}-${size}-${colorScheme}`);
    };
    await page.goto(`${address}/login`);
    await look('login');
    await signIn(page, ADMIN_PASSWORD);
    await page.goto(`${address}/performance/dashboard`);
    await page.getByText(/requests\/s/).waitFor();
    await page.getByRole('cell', { name: 'POST /login' }).waitFor();
    await look('dashboard');
    await page.goto(`${address}/api/docs`);
    await look('docs');
    expect(complaints).toEqual([]);
    await context.close();
  });
});

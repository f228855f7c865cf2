import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import {
  type BarNumbers,
  barOf,
  openHall,
  scan,
  typeKeys,
  untilBar,
  untilCount,
  untilLast,
} from './station.ts';

const hall = await openHall();

/** A key of a stream: what it types, and how long after the one before. */
type Key = readonly [key: string, afterMs: number];

/** Types keys at exact times, inside the page; a press from outside takes a millisecond or two. */
async function stream(page: Page, keys: readonly Key[], modifiers: object = {}): Promise<void> {
  await page.evaluate(
    `(async () => {
      const started = performance.now();
      let at = 0;
      for (const [key, afterMs] of ${JSON.stringify(keys)}) {
        at += afterMs;
        while (performance.now() - started < at) {
          if (at - (performance.now() - started) > 6) await new Promise((go) => setTimeout(go, 1));
        }
        const target = document.activeElement ?? document.body;
        const init = { key, bubbles: true, cancelable: true, composed: true };
        const down = { ...init, ...${JSON.stringify(modifiers)} };
        target.dispatchEvent(new KeyboardEvent('keydown', down));
        target.dispatchEvent(new KeyboardEvent('keyup', init));
      }
    })()`,
  );
}

const keysOf = (text: string, gapMs: number): Key[] => [...text].map((key) => [key, gapMs]);

async function expectPacked(page: Page, code: string, bar: Partial<BarNumbers>): Promise<void> {
  await untilBar(page, bar);
  expect(await hall.ledgerOf(code)).toEqual(['packed']);
}

describe('a scanner ends its codes', () => {
  test.each([
    ['Enter', 20_001, ['Enter']],
    ['NumpadEnter', 20_002, ['NumpadEnter']],
    ['Tab', 20_003, ['Tab']],
    ['CR and LF', 20_004, ['Enter', 'Control+j']],
    ['Enter twice', 20_005, ['Enter', 'Enter']],
  ])('with %s', async (_name, number, endings) => {
    const { page } = await hall.openBench();
    for (const code of [`SB${number}`, `${number}01`]) {
      await typeKeys(page, [...code]);
      for (const ending of endings) await page.keyboard.press(ending);
    }
    await untilCount(page, '1/30');
    await expectPacked(page, `${number}01`, { scanned: 2, stored: 2 });
  });

  test('with nothing at all, 3 ms between its keys', async () => {
    const { page } = await hall.openBench();
    await stream(page, keysOf('SB21001', 3));
    await untilCount(page, '0/30');
    await stream(page, keysOf('2100101', 3));
    await untilCount(page, '1/30');
    await expectPacked(page, '2100101', { scanned: 2, stored: 2 });
  });

  test('and begins the next one 40 ms later: both are kept, in order', async () => {
    const { page } = await hall.openBench();
    await stream(page, [
      ...keysOf('SB21002', 3),
      ['Enter', 3],
      ...keysOf('2100201', 3).map(([key, gap], at): Key => [key, at === 0 ? 40 : gap]),
      ['Enter', 3],
      ...keysOf('2100202', 3).map(([key, gap], at): Key => [key, at === 0 ? 40 : gap]),
      ['Enter', 3],
    ]);
    await untilCount(page, '2/30');
    await expectPacked(page, '2100201', { scanned: 3, stored: 3 });
  });
});

describe('what a scanner types is read', () => {
  test('from an input method that hides the keys', async () => {
    const { page } = await hall.openBench();
    await page.keyboard.insertText('SB22001\n');
    await untilCount(page, '0/30');
    for (const piece of ['22', '001', '01']) await page.keyboard.insertText(piece);
    await page.keyboard.press('Enter');
    await untilCount(page, '1/30');
    await expectPacked(page, '2200101', { scanned: 2, stored: 2 });
  });

  test('with Caps Lock on, and with Shift stuck', async () => {
    const { page } = await hall.openBench();
    await stream(page, [...keysOf('sb22002', 3), ['Enter', 3]], { modifierCapsLock: true });
    await untilCount(page, '0/30');
    await stream(page, [...keysOf('@@))@)!', 3), ['Enter', 3]]);
    await untilCount(page, '1/30');
    await expectPacked(page, '2200201', { scanned: 2, stored: 2 });
  });

  test('while a button has the focus, without pressing it', async () => {
    const { page } = await hall.openBench();
    await scan(page, 'SB22003');
    await untilCount(page, '0/30');
    await page.getByRole('button', { name: 'Finish' }).focus();
    await scan(page, 'LABEL NO.:2200301 LOT NO.:STAR44GG24611, D.O.T.:30/09/2025');
    await untilCount(page, '1/30');
    await expectPacked(page, '2200301', { scanned: 2, stored: 2 });
  });

  test('while a field has the focus, and leaves what was typed there by hand', async () => {
    const { page } = await hall.openBench();
    await scan(page, 'SB22004');
    const field = page.getByLabel('Type a code');
    await field.pressSequentially('22 is', { delay: 120 });
    await scan(page, '2200401');
    await untilCount(page, '1/30');
    expect(await field.inputValue()).toBe('22 is');
    await expectPacked(page, '2200401', { scanned: 2, stored: 2 });
  });
});

describe('typing by hand', () => {
  test('into a field is left alone, and enters a code', async () => {
    const { page } = await hall.openBench();
    await page.getByLabel('Type a code').pressSequentially('sb23001', { delay: 60 });
    expect(await barOf(page)).toMatchObject({ scanned: 0 });
    await page.keyboard.press('Enter');
    await untilCount(page, '0/30');
    expect(await page.getByLabel('Type a code').inputValue()).toBe('');
  });

  test('keeps the focus that a tap just before it would have taken', async () => {
    const { page } = await hall.openBench();
    await page.getByRole('button', { name: 'Settings' }).click();
    const name = page.getByLabel('Name of this station');
    await name.evaluate((field: HTMLElement) => {
      document.body.dispatchEvent(new MouseEvent('click', { detail: 1, bubbles: true }));
      field.focus();
      return new Promise((done) => setTimeout(done, 50));
    });
    await page.keyboard.insertText('Bench 3');
    expect(await name.inputValue()).toBe('Bench 3');
  });

  test('Tab and Enter go through the page where no scanner types', async () => {
    const { page } = await hall.openBench();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Choose a bill' }).waitFor();
    expect(await barOf(page)).toMatchObject({ scanned: 0 });
  });
});

describe('nothing is swallowed', () => {
  test('codes that were joined are refused aloud', async () => {
    const { page } = await hall.openBench();
    await scan(page, 'SB24001SB24002');
    await untilLast(page, /Two codes run together: SB24001SB24002/);
    expect(await page.locator('.flash').getAttribute('data-kind')).toBe('error');
    await untilBar(page, { scanned: 1, refused: 1 });
  });

  test('what is too short is shown and sounded', async () => {
    const { page } = await hall.openBench();
    await scan(page, 'SB');
    await untilLast(page, /Too short for a code: SB/);
    expect(await page.locator('.flash').getAttribute('data-kind')).toBe('error');
  });

  test('the same code within 400 ms is one trigger bounce: shown, not a scan', async () => {
    const { page } = await hall.openBench();
    await scan(page, 'SB24003');
    await untilCount(page, '0/30');
    await scan(page, '2400301', '2400301');
    await untilLast(page, /2400301: read twice/);
    await scan(page, '2400302');
    await untilBar(page, { scanned: 3, stored: 3 });
    expect(await hall.ledgerOf('2400301')).toEqual(['packed']);
  });
});

import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { vi } from 'vitest';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** A dialog is given its name one drawing after it appears; one that gets none is a fault. */
const NAMED = `[...document.querySelectorAll('[role=dialog]')].every((dialog) =>
  dialog.hasAttribute('aria-labelledby') || dialog.hasAttribute('aria-label'))`;
const NAMING_WAIT = { timeout: 2_000, interval: 20 };

/**
 * What keeps some people from using the page, as far as axe finds it.
 * @param rules those to look at, where only so much has changed; unless given, all.
 */
export async function accessFaultsOf(
  page: Page,
  rules: readonly string[] | null = null,
): Promise<string[]> {
  // Once a page: it is half a megabyte.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  await vi.waitUntil(() => page.evaluate<boolean>(NAMED), NAMING_WAIT).catch(() => undefined);
  const options = {
    resultTypes: ['violations'],
    ...(rules === null ? {} : { runOnly: { type: 'rule', values: rules } }),
  };
  const violations = await page.evaluate<Violation[]>(
    `axe.run(${JSON.stringify(options)}).then((result) => result.violations)`,
  );
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html ?? ''}`);
}

import { expect, onTestFinished, test, vi } from 'vitest';
import { joinTabs } from './tabs.ts';

function openTab() {
  let heard = 0;
  const tabs = joinTabs(() => {
    heard += 1;
  });
  onTestFinished(() => tabs.close());
  return { tabs, heard: () => heard };
}

test('what one tab tells all others hear, and it does not hear itself', async () => {
  const [one, two, three] = [openTab(), openTab(), openTab()];
  one.tabs.tell();
  await vi.waitFor(() => expect([two.heard(), three.heard()]).toEqual([1, 1]));
  two.tabs.tell();
  await vi.waitFor(() => expect(one.heard()).toBe(1));
  expect(two.heard()).toBe(1);
});

test('a tab that is closed neither tells nor hears, and telling does no harm', async () => {
  const [one, two, three] = [openTab(), openTab(), openTab()];
  one.tabs.close();
  one.tabs.tell();
  two.tabs.tell();
  await vi.waitFor(() => expect(three.heard()).toBe(1));
  expect([one.heard(), two.heard()]).toEqual([0, 0]);
});

test('a browser without channels between tabs goes on without', () => {
  vi.stubGlobal('BroadcastChannel', undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  const { tabs, heard } = openTab();
  tabs.tell();
  expect(heard()).toBe(0);
});

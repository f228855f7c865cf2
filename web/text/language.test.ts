import { afterEach, describe, expect, test, vi } from 'vitest';
import { withStorage } from '../session/storage.fixture.ts';

withStorage();

/** The module as a page loads it, in a browser that is set to these languages. */
async function loadedIn(...languages: readonly string[]) {
  vi.stubGlobal('navigator', { languages });
  vi.stubGlobal('document', { documentElement: { lang: '' } });
  vi.resetModules();
  return import('./language.ts');
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the language of a device', () => {
  test.each([
    ['English', 'en', ['en-IN', 'hi-IN']],
    ['Hindi', 'hi', ['hi-IN', 'en-IN']],
    ['Hindi before what the app does not speak', 'hi', ['ta-IN', 'hi']],
    ['English where it speaks none of them', 'en', ['ta-IN', 'de']],
  ] as const)('is %s as the browser is set', async (_name, language, languages) => {
    const { getLanguage } = await loadedIn(...languages);
    expect(getLanguage()).toBe(language);
  });

  test('is what somebody has chosen, from then on', async () => {
    const first = await loadedIn('en-IN');
    first.setLanguage('hi');
    expect(first.getLanguage()).toBe('hi');
    expect(document.documentElement.lang).toBe('hi');
    expect((await loadedIn('en-IN')).getLanguage()).toBe('hi');
  });

  test('is not what some other version has stored', async () => {
    localStorage.setItem('tt-language', 'klingon');
    expect((await loadedIn('hi-IN')).getLanguage()).toBe('hi');
  });
});

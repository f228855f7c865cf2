import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { launchEnvironment, NODE_FLAGS } from './launch.mjs';

test('npm start runs Node as the command line does', async () => {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(text);
  const settings = Object.entries(launchEnvironment('')).map(([name, value]) => `${name}=${value}`);
  const words = [...settings, 'exec', 'node', ...NODE_FLAGS, 'cli/main.ts', 'serve'];
  expect(scripts.start).toBe(words.join(' '));
});

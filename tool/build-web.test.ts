import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { buildWeb } from './build-web.ts';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

test('what is built already is not built again, however many ask', async () => {
  await buildWeb();
  const asked = await Promise.all([buildWeb(), buildWeb(), buildWeb()]);
  const current = (await readFile(join(DIST, 'current'), 'utf8')).trim();
  expect(asked).toEqual(asked.map(() => ({ name: current, isNew: false })));
});

test('everything that is text is there in three sizes, with the same content', async () => {
  const { name } = await buildWeb();
  const folder = join(DIST, name);
  const scripts = globSync('asset/react-*.js', { cwd: folder });
  expect(scripts).toHaveLength(1);
  const styles = globSync('asset/station-*.css', { cwd: folder });
  for (const file of [...scripts, ...styles, 'station.html', 'service-worker.js']) {
    const plain = await readFile(join(folder, file));
    const br = await readFile(join(folder, `${file}.br`));
    const gz = await readFile(join(folder, `${file}.gz`));
    expect(brotliDecompressSync(br)).toEqual(plain);
    expect(gunzipSync(gz)).toEqual(plain);
    expect(br.length).toBeLessThan(gz.length);
    expect(gz.length).toBeLessThan(plain.length);
  }
});

test('the worker knows every file of the build, and those of the stations apart', async () => {
  const { name } = await buildWeb();
  const folder = join(DIST, name);
  const worker = await readFile(join(folder, 'service-worker.js'), 'utf8');
  expect(worker).not.toContain('__BUILD__');
  const files = globSync('asset/*.{js,css}', { cwd: folder }).map((file) => `/${file}`);
  expect(files.filter((file) => !worker.includes(`"${file}"`))).toEqual([]);
  const [, station = ''] = /"station":\[([^\]]*)\]/.exec(worker) ?? [];
  expect(station).toContain('/asset/station-');
  expect(station).toContain('"/station.html"');
  expect(station).not.toContain('/asset/app-');
  expect(station).not.toContain('/asset/libraries-');
});

import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { takeTurn } from './turn.mjs';

// Builds the web app when what it is made of has changed: `npm run build`, and before `npm start`
// and the tests. Each build is a folder of its own below dist/, named by the hash of its sources;
// `dist/current` says which one servers are to read. The one before it stays for whoever reads it.

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');
const SOURCES = ['web/**/*', 'domain/**/*', 'contract/**/*', 'tool/{build-web,precache}.ts'];
const SETTINGS = ['vite.config.ts', 'package-lock.json'];
const NAME_LENGTH = 16;

const COMPRESSED = /\.(js|css|html|svg|webmanifest|json)$/;
/** Below this the headers are most of an answer. */
const COMPRESSED_BYTES_MIN = 512;

/**
 * Builds the web app if nobody has built these sources yet; one at a time over all processes.
 * @returns the folder's name below `dist/`, and whether it was built now.
 */
export async function buildWeb(): Promise<{ readonly name: string; readonly isNew: boolean }> {
  const pass = await takeTurn(ROOT, 'web');
  try {
    const name = hashSources();
    const previous = await currentName();
    if (previous === name) return { name, isNew: false };
    const made = join(DIST, `${name}.building`);
    await buildInto(made);
    await compressAll(made);
    await publish(made, name, previous);
    return { name, isNew: true };
  } finally {
    pass();
  }
}

/** The same whoever asks: among tests, React would be built for developers and twice as large. */
async function buildInto(outDir: string): Promise<void> {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await build({
      configFile: join(ROOT, 'vite.config.ts'),
      mode: 'production',
      logLevel: 'warn',
      build: { outDir, emptyOutDir: true },
    });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

function hashSources(): string {
  const hash = createHash('sha256');
  const files = globSync([...SOURCES, ...SETTINGS], { cwd: ROOT, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const bytes = readFileSync(file);
    hash.update(`${file.slice(ROOT.length)} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex').slice(0, NAME_LENGTH);
}

async function currentName(): Promise<string | null> {
  try {
    const name = (await readFile(join(DIST, 'current'), 'utf8')).trim();
    const folder = await stat(join(DIST, name));
    return folder.isDirectory() ? name : null;
  } catch {
    return null;
  }
}

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);

/** As small as can be, once, instead of a little at each request. */
async function compressAll(folder: string): Promise<void> {
  const files = globSync('**/*', { cwd: folder }).filter((file) => COMPRESSED.test(file));
  for (const file of files) {
    const path = join(folder, file);
    const bytes = await readFile(path);
    if (bytes.length < COMPRESSED_BYTES_MIN) continue;
    const [br, gz] = await Promise.all([
      brotliAsync(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
      gzipAsync(bytes, { level: constants.Z_BEST_COMPRESSION }),
    ]);
    await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
  }
}

/** From here on servers that start read it. Renaming is atomic: nobody ever reads half a build. */
async function publish(made: string, name: string, previous: string | null): Promise<void> {
  const folder = join(DIST, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(DIST, { recursive: true });
  await rename(made, folder);
  const pointer = join(DIST, 'current');
  await writeFile(`${pointer}.new`, `${name}\n`);
  await rename(`${pointer}.new`, pointer);
  const kept = new Set([name, previous, 'current']);
  for (const old of await readdir(DIST)) {
    if (!kept.has(old)) await rm(join(DIST, old), { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const startedAt = Date.now();
  const { isNew } = await buildWeb();
  if (isNew) {
    const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
    process.stderr.write(`Built the web app in ${seconds} s.\n`);
  }
}

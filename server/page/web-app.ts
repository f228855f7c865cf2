import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/**
 * The built web app, held in memory: a build that replaces it while the server runs takes nothing
 * away from the pages that this server has handed out.
 */
export interface WebApp {
  /** By their addresses: `/station.html`, `/asset/station-Ci6DYMTe.js`. */
  readonly files: ReadonlyMap<string, WebFile>;
  /** What each page of the app fetches besides what all begin with, as a `Link` header. */
  readonly linkByPage: ReadonlyMap<string, string>;
}

export interface WebFile {
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer;
  /** What the build made smaller, the smallest first. */
  readonly compressed: readonly (readonly [encoding: 'br' | 'gzip', bytes: Buffer])[];
  readonly etag: string;
  /** Its name changes with its content: browsers and CDNs may keep it for ever. */
  readonly isImmutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
const HASH_LENGTH = 16;

/**
 * Reads the current build below `folder`, as `tool/build-web.ts` leaves it.
 * @returns null when there is none.
 */
export function readWebApp(folder: string): WebApp | null {
  const name = readCurrentName(folder);
  if (name === null) return null;
  const build = join(folder, name);
  const names = readdirSync(build, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(build.length).replaceAll('\\', '/'));
  const known = new Set(names);
  const files = names
    .filter((path) => !/\.(br|gz)$/.test(path) && path !== PAGE_FILES)
    .map((path) => [path, readWebFile(build, path, known)] as const);
  return { files: new Map(files), linkByPage: readLinks(join(build, PAGE_FILES.slice(1))) };
}

/** Written by `tool/precache.ts`. */
const PAGE_FILES = '/page-files.json';

/** Fetched together with the rest, these files need not wait until its scripts ask for them. */
function readLinks(file: string): Map<string, string> {
  const pages: Record<string, string[]> = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(
    Object.entries(pages).map(([name, paths]) => [name, paths.map(preload).join(', ')]),
  );
}

function preload(path: string): string {
  const how = path.endsWith('.js') ? 'rel=modulepreload' : 'rel=preload; as=style; crossorigin';
  return `<${path}>; ${how}`;
}

function readCurrentName(folder: string): string | null {
  try {
    return readFileSync(join(folder, 'current'), 'utf8').trim();
  } catch {
    return null;
  }
}

function readWebFile(build: string, path: string, known: ReadonlySet<string>): WebFile {
  const bytes = readFileSync(join(build, path));
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, HASH_LENGTH);
  const smaller = [
    ['br', `${path}.br`],
    ['gzip', `${path}.gz`],
  ] as const;
  return {
    path,
    type: TYPES[extname(path)] ?? 'application/octet-stream',
    bytes,
    compressed: smaller
      .filter(([, name]) => known.has(name))
      .map(([encoding, name]) => [encoding, readFileSync(join(build, name))] as const),
    etag: `"${hash}"`,
    isImmutable: path.startsWith('/asset/'),
  };
}

import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const WORKER = 'service-worker.js';
/** For the server: what each page of the app fetches besides what all of them begin with. */
const PAGE_FILES = 'page-files.json';
const HASH_LENGTH = 12;

/** What a build made, as far as this needs it. */
type Bundle = Readonly<Record<string, Piece>>;
interface Piece {
  readonly type: 'chunk' | 'asset';
  readonly fileName: string;
  readonly source?: string | Uint8Array;
  readonly name?: string | undefined;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly viteMetadata?: { readonly importedCss: ReadonlySet<string> };
  code?: string;
}

/**
 * Tells the service worker what the build is made of: in its code, `__BUILD__` becomes the name of
 * the build and the addresses of its files, those of the stations first.
 */
export function precache(publicDir: string): Plugin {
  return {
    name: 'traitortrack-precache',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, made) {
        // The rest of what the bundler tells of each piece is not needed here.
        const bundle = made as unknown as Bundle;
        const source = JSON.stringify(listPageFiles(bundle));
        this.emitFile({ type: 'asset', fileName: PAGE_FILES, source });
        const worker = bundle[WORKER];
        if (worker?.code === undefined) return;
        const files = { ...listFiles(bundle), icons: listPublic(publicDir) };
        worker.code = worker.code.replaceAll('__BUILD__', JSON.stringify(buildOf(bundle, files)));
      },
    },
  };
}

function buildOf(bundle: Bundle, files: { station: string[]; app: string[]; icons: PublicFile[] }) {
  const { station, app, icons } = files;
  const hash = createHash('sha256').update([...station, ...app].join());
  for (const { path, content } of icons) hash.update(path).update(content);
  for (const { fileName, source } of Object.values(bundle)) {
    if (fileName.endsWith('.html') && source !== undefined) hash.update(source);
  }
  return {
    name: hash.digest('hex').slice(0, HASH_LENGTH),
    station: [...station, ...icons.map(({ path }) => path), '/station.html'],
    app: [...app, '/index.html'],
  };
}

/** All files but the pages themselves; `app` without those that the stations need as well. */
function listFiles(bundle: Bundle): { station: string[]; app: string[] } {
  const station = reachedFrom(bundle, entryOf(bundle, 'station'), { isLater: true });
  const app = Object.keys(bundle).filter(
    (name) => !station.has(name) && name !== WORKER && !/\.(html|map|json)$/.test(name),
  );
  return { station: [...station].map(addressOf), app: app.map(addressOf) };
}

/** By the name of its chunk, such as `bags-page`. */
function listPageFiles(bundle: Bundle): Record<string, string[]> {
  const begun = reachedFrom(bundle, entryOf(bundle, 'app'), { isLater: false });
  const pages = Object.values(bundle).filter(({ name }) => name?.endsWith('-page'));
  return Object.fromEntries(
    pages.map(({ name = '', fileName }) => {
      const files = [...reachedFrom(bundle, fileName, { isLater: false })];
      return [name, files.filter((file) => !begun.has(file)).map(addressOf)];
    }),
  );
}

function entryOf(bundle: Bundle, wanted: string): string {
  const entry = Object.values(bundle).find(({ isEntry, name }) => isEntry && name === wanted);
  if (entry === undefined) throw new Error(`the build has no entry named ${wanted}`);
  return entry.fileName;
}

/** A chunk, what it imports (also what it asks for later, if wanted), and their styles. */
function reachedFrom(
  bundle: Bundle,
  first: string,
  { isLater }: { readonly isLater: boolean },
): Set<string> {
  const reached = new Set<string>();
  const walk = (name: string): void => {
    const piece = bundle[name];
    if (piece === undefined || reached.has(name)) return;
    reached.add(name);
    for (const style of piece.viteMetadata?.importedCss ?? []) reached.add(style);
    for (const next of piece.imports ?? []) walk(next);
    if (isLater) for (const next of piece.dynamicImports ?? []) walk(next);
  };
  walk(first);
  return reached;
}

interface PublicFile {
  readonly path: string;
  readonly content: Buffer;
}

/**
 * Icons and the manifest keep their names whatever is in them. Pictures are for installing the app,
 * which takes a network anyway.
 */
function listPublic(folder: string): PublicFile[] {
  const names = globSync('**/*.{svg,webmanifest}', { cwd: folder }).sort();
  return names.map((name) => ({
    path: addressOf(name),
    content: readFileSync(join(folder, name)),
  }));
}

function addressOf(name: string): string {
  return `/${name.replaceAll('\\', '/')}`;
}

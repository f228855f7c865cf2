/// <reference lib="webworker" />
import { pageAt } from '#contract/web-path.ts';

// Keeps the web app in the browser: its pages open at once, with and without a network. It answers
// for the pages and files of one build and for nothing else; what the API says is never kept.
//
// A new build is fetched beside the one in use and takes over when a page is loaded the next time.
// Pages that are open go on with what they have: the files of the build before are kept as well.

declare const self: ServiceWorkerGlobalScope;

/** Written by the build, see tool/precache.ts. */
declare const __BUILD__: {
  readonly name: string;
  /** What the stations need, and then what the rest of the app needs. */
  readonly station: readonly string[];
  readonly app: readonly string[];
};

const BUILD = __BUILD__;
const PREFIX = 'tt-build-';
const CACHE = PREFIX + BUILD.name;
const PAGES = { app: '/index.html', station: '/station.html' } as const;
const KEPT_BUILDS = 2;

self.addEventListener('install', (event) => {
  // A bench is ready as soon as its own page is; the rest follows when it is used.
  event.waitUntil(keepAll(BUILD.station).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => event.waitUntil(forgetOldBuilds()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    const page = pageAt(url.pathname);
    if (page === null) return;
    event.respondWith(openPage(PAGES[page], request));
    event.waitUntil(keepRest());
  } else if (isOurs(url.pathname)) {
    event.respondWith(findFile(request));
  }
});

const files: ReadonlySet<string> = new Set([...BUILD.station, ...BUILD.app]);

/** Also those of the build before, which a page that is open may still ask for. */
function isOurs(path: string): boolean {
  return path.startsWith('/asset/') || files.has(path);
}

async function openPage(file: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(file)) ?? fetch(request);
}

async function findFile(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? (await caches.match(request)) ?? fetch(request);
}

let isKeepingRest = false;

/** Once in the life of this worker, and again when it failed. */
async function keepRest(): Promise<void> {
  if (isKeepingRest) return;
  isKeepingRest = true;
  try {
    await keepAll(BUILD.app);
  } catch {
    isKeepingRest = false;
  }
}

/** In order: the page itself is the last, so that it is only kept with everything that it needs. */
async function keepAll(paths: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const path of paths) await keep(cache, path);
}

async function keep(cache: Cache, path: string): Promise<void> {
  if ((await cache.match(path)) !== undefined) return;
  // Its name changes with its content: a build that has it has the same.
  const known = path.startsWith('/asset/') ? await caches.match(path) : undefined;
  const response = known ?? (await fetch(path, { cache: 'no-cache' }));
  if (!response.ok || response.redirected) throw new TypeError(`${path}: ${response.status}`);
  await cache.put(path, response);
}

async function forgetOldBuilds(): Promise<void> {
  const builds = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const before = builds.filter((name) => name !== CACHE).slice(1 - KEPT_BUILDS);
  const kept = new Set([CACHE, ...before]);
  await Promise.all(builds.filter((name) => !kept.has(name)).map((name) => caches.delete(name)));
}

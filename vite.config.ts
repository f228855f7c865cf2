import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precache } from './tool/precache.ts';

const web = (path: string) => fileURLToPath(new URL(`./web/${path}`, import.meta.url));

const WORKER = 'service-worker';

/** The bundler's word for what an entry loads at once. */
const INITIAL: '$initial'[] = ['$initial'];

/** And what bundlers put into each file otherwise. */
const REACT = /node_modules\/(react|react-dom|scheduler|use-sync-external-store)\/|@oxc-project/;
const LIBRARIES = /node_modules\/(@mantine\/(core|hooks)|@tanstack|@tabler|clsx)\/.*js$/;
/** What opens over a page. */
const DIALOGS = new RegExp(
  [
    'components/(Modal|ModalBase|Overlay|ScrollArea|NumberInput|Textarea)/',
    'node_modules/(react-remove-scroll|react-textarea-autosize|react-number-format)',
    'web/ui/(confirm|form-dialog)\\.tsx$',
  ].join('|'),
);
const LISTS = /\/web\/ui\/(long-list|filters)\.tsx$|@tanstack\/(react-)?virtual/;
const SHARED =
  /\/(domain|web\/(api|text|offline))\/|web\/ui\/instant\.ts$|colour\.css$|modulepreload-polyfill/;
const OWN = /\/web\/(?!station|offline|api|text)[a-z]+\/.*\.tsx?$/;

/**
 * A few files that are worth fetching: each is a trip to the server, and left alone the bundler
 * makes some forty of what the pages share. React is a file of its own, which outlives releases;
 * what the app begins with is apart from what its pages need later, and what they show at once from
 * what is in their dialogs.
 */
const GROUPS = [
  { name: 'react', test: REACT, priority: 7 },
  { name: 'base', test: SHARED, minShareCount: 2, priority: 6 },
  { name: 'libraries', test: LIBRARIES, tags: INITIAL, priority: 5 },
  { name: 'frame', test: OWN, tags: INITIAL, priority: 4 },
  { name: 'dialogs', test: DIALOGS, priority: 3 },
  { name: 'lists', test: LISTS, priority: 3 },
  { name: 'controls', test: LIBRARIES, minShareCount: 2, priority: 2 },
  { name: 'pages', test: OWN, minShareCount: 5, priority: 1 },
].map((group) => ({ ...group, includeDependenciesRecursively: false }));

/** The app, the stations, which load nothing of the app, and the worker that keeps both offline. */
export default defineConfig({
  root: web(''),
  publicDir: web('public'),
  plugins: [react(), precache(web('public'))],
  build: {
    // What is served comes from tool/build-web.ts, which gives each build a folder of its own.
    outDir: '../dist/unserved',
    emptyOutDir: true,
    assetsDir: 'asset',
    // Phones of five years ago, and the browsers that current React supports.
    target: ['chrome91', 'safari15', 'firefox91'],
    rollupOptions: {
      input: {
        app: web('index.html'),
        station: web('station.html'),
        [WORKER]: web('service-worker.ts'),
      },
      // Browsers look for new versions of a worker under its one address.
      output: {
        entryFileNames: ({ name }) => (name === WORKER ? '[name].js' : 'asset/[name]-[hash].js'),
        codeSplitting: { groups: GROUPS },
      },
    },
  },
});

import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precache } from './tool/precache.ts';

const web = (path: string) => fileURLToPath(new URL(`./web/${path}`, import.meta.url));

const WORKER = 'service-worker';

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
      },
    },
  },
});

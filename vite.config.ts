import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const web = (path: string) => fileURLToPath(new URL(`./web/${path}`, import.meta.url));

/** Two entries: the app, and the stations, which load nothing of the app. */
export default defineConfig({
  root: web(''),
  plugins: [react()],
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    assetsDir: 'asset',
    // Phones of five years ago, and the browsers that current React supports.
    target: ['chrome91', 'safari15', 'firefox91'],
    rollupOptions: { input: { app: web('index.html'), station: web('station.html') } },
  },
});

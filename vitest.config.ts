import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{domain,contract,server,web,cli,bench,test,tool}/**/*.test.{ts,tsx}'],
    globalSetup: ['test/global-setup.ts'],
    // Restarting databases and hashing passwords take their time on a small machine.
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{domain,contract,server,web,cli,bench,test,tool}/**/*.test.{ts,tsx}'],
    // Files wait for databases, disks and browsers: two processors are well used by two of them.
    maxWorkers: 2,
    // What a file imports stays for the next one: loading the server anew takes longer than most tests.
    isolate: false,
    globalSetup: ['test/global-setup.ts'],
    // Restarting databases and hashing passwords take their time on a small machine.
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});

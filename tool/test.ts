import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Runs every check and every test. The last line says how many there were: "N passed, N failed".

interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** What a test is, too: it passes or fails as a whole. */
const CHECKS = [
  ['formatting and lint', 'biome', ['check', '.']],
  ['types', 'tsc', ['-p', '.']],
  ['types of the web app', 'tsc', ['-p', 'web']],
] as const;

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');

const counts = [await runChecks(), await runTests(process.argv.slice(2))];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
process.exitCode = failed === 0 ? 0 : 1;
console.log(`\n${passed} passed, ${failed} failed`);

async function runChecks(): Promise<Count> {
  let failed = 0;
  for (const [name, command, args] of CHECKS) {
    console.log(`\nchecking ${name}`);
    if ((await run(command, args)) !== 0) failed++;
  }
  return { passed: CHECKS.length - failed, failed };
}

/** @param filters parts of file names; none for all tests. */
async function runTests(filters: readonly string[]): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'traitortrack-test-report-'));
  const report = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const code = await run('vitest', ['run', ...reporters, ...filters]);
    const { passed, failed } = readReport(report);
    // A file that cannot be loaded, or an error outside every test, has no test to its name.
    return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readReport(file: string): Count {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    return { passed: Number(report.numPassedTests), failed: Number(report.numFailedTests) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function run(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(join(bin, command), args, { cwd: root, stdio: 'inherit' });
    for (const name of ['SIGTERM', 'SIGINT']) process.once(name, () => child.kill());
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

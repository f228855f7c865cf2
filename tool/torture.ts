import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

/** The simulation over many seeds, and the kills between them: `npm run torture -- --seeds 50`. */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
  },
});
const first = Number(values.from);
let failed = 0;
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', 'test/simulation', 'test/crash.test.ts'],
    { env: { ...process.env, SEED: String(seed) }, stdio: 'inherit' },
  );
  if (status === 0) continue;
  failed++;
  console.error(`seed ${seed} failed`);
}
console.log(`${Number(values.seeds) - failed} seeds passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

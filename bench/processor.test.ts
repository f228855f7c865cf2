import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { cpuBetween, cpuNote, cpuSecondsOf, cpuSecondsOfFamily, parentOf } from './processor.ts';

const TICK_SECONDS = 0.01;
const WORK_SECONDS = 0.1;

/** A process that works for so long and ends. */
function work(): void {
  const code = `const cpu = process.cpuUsage; while (cpu().user < ${WORK_SECONDS * 1e6});`;
  spawnSync(process.execPath, ['-e', code]);
}

test('what a process has had of the processors is what it says of itself', () => {
  const { user, system } = process.cpuUsage();
  const seconds = cpuSecondsOf(process.pid);
  expect(seconds).toBeGreaterThanOrEqual((user + system) / 1e6 - 4 * TICK_SECONDS);
  const later = process.cpuUsage();
  expect(seconds).toBeLessThanOrEqual((later.user + later.system) / 1e6 + 4 * TICK_SECONDS);
});

test('what a child had counts for the family also after its end, and not for the process', () => {
  const ended = () => cpuSecondsOfFamily(process.pid) - cpuSecondsOf(process.pid);
  const before = ended();
  work();
  expect(ended() - before).toBeGreaterThan(WORK_SECONDS - 2 * TICK_SECONDS);
});

test('the parent of a process is known, and a process that is not there has had nothing', () => {
  expect(parentOf(process.pid)).toBe(process.ppid);
  expect(cpuSecondsOf(2 ** 30)).toBe(0);
});

test('processor time is told as it would be of a million rows', () => {
  const cpu = cpuBetween({ server: 1, database: 2 }, { server: 3, database: 7 });
  expect(cpu).toEqual({ server: 2, database: 5 });
  expect(cpuNote(cpu, 250_000)).toBe('CPU a million rows: server 8.0 s, PostgreSQL 20.0 s');
});

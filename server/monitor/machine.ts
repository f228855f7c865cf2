import { statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Figures, percent, round } from './figures.ts';

type MachineFigures = Pick<
  Figures,
  | 'cpuPercent'
  | 'memoryPercent'
  | 'diskPercent'
  | 'processCpuPercent'
  | 'rssMb'
  | 'loopDelayMs'
  | 'loopDelayMaxMs'
>;

const DELAY_RESOLUTION_MS = 10;
const MIB = 1024 * 1024;
/** Where the embedded database lies, or a link to it, which may lead to another disk. */
const POSTGRES_LINK = 'postgres';

/** Watches the machine, this process on it, and now and then the disk that `dataDir` is on. */
export function watchMachine(
  dataDir: string,
  diskIntervalMs: number,
): { read(): MachineFigures; close(): void } {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();
  let diskPercent = 0;
  const readDisk = (): void => {
    diskPercentOf(join(dataDir, POSTGRES_LINK)).then(
      (share) => {
        diskPercent = share;
      },
      () => undefined,
    );
  };
  readDisk();
  const timer = setInterval(readDisk, diskIntervalMs).unref();
  let last = cpuTimes();
  let lastUsage = { ...process.cpuUsage(), atMs: performance.now() };
  return {
    read: () => {
      const now = cpuTimes();
      const usage = { ...process.cpuUsage(), atMs: performance.now() };
      const ownUs = usage.user + usage.system - lastUsage.user - lastUsage.system;
      const figures = {
        cpuPercent: percent(now.busy - last.busy, now.all - last.all),
        memoryPercent: percent(totalmem() - freemem(), totalmem()),
        diskPercent,
        processCpuPercent: percent(ownUs / 1_000, usage.atMs - lastUsage.atMs),
        rssMb: round(process.memoryUsage.rss() / MIB),
        loopDelayMs: lateMs(delay.mean),
        loopDelayMaxMs: lateMs(delay.max),
      };
      delay.reset();
      last = now;
      lastUsage = usage;
      return figures;
    },
    close: () => {
      delay.disable();
      clearInterval(timer);
    },
  };
}

/** What is measured is the time between two timers; what is late is the rest of it. */
function lateMs(measuredNs: number): number {
  const ms = measuredNs / 1e6 - DELAY_RESOLUTION_MS;
  // With nothing measured yet the mean is no number, and the maximum is 0.
  return Number.isNaN(ms) ? 0 : round(Math.max(ms, 0));
}

function cpuTimes(): { readonly busy: number; readonly all: number } {
  let all = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    all += times.user + times.nice + times.sys + times.idle + times.irq;
    idle += times.idle;
  }
  return { busy: all - idle, all };
}

/**
 * Of the room that this user may fill, on the disk that the folder is on, or would be: with a
 * database elsewhere nobody makes it.
 */
async function diskPercentOf(folder: string): Promise<number> {
  const stats = await statfs(folder).catch(() => null);
  if (stats === null) {
    const above = dirname(folder);
    if (above === folder) throw new Error('no folder above is there');
    return diskPercentOf(above);
  }
  const { blocks, bfree, bavail } = stats;
  const used = blocks - bfree;
  return percent(used, used + bavail);
}

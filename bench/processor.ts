import { readdirSync, readFileSync } from 'node:fs';

/** Seconds of processor time. */
export interface CpuSeconds {
  readonly server: number;
  readonly database: number;
}

/** What Linux counts processor time in. */
const TICK_SECONDS = 0.01;

/** What a process has had of the processors so far, its threads included. */
export function cpuSecondsOf(pid: number): number {
  const { own } = statOf(pid);
  return own * TICK_SECONDS;
}

/** The same of a process with its children, also those that have ended: a whole PostgreSQL. */
export function cpuSecondsOfFamily(pid: number): number {
  const { own, ended } = statOf(pid);
  let ticks = own + ended;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const child = statOf(Number(name));
    if (child.parent === pid) ticks += child.own;
  }
  return ticks * TICK_SECONDS;
}

export function parentOf(pid: number): number {
  return statOf(pid).parent;
}

/** What came between two readings. */
export function cpuBetween(before: CpuSeconds, after: CpuSeconds): CpuSeconds {
  return { server: after.server - before.server, database: after.database - before.database };
}

/** Of so many rows, as it would be of a million. */
export function cpuNote({ server, database }: CpuSeconds, rows: number): string {
  const perMillion = (seconds: number) => ((seconds / rows) * 1e6).toFixed(1);
  return `CPU a million rows: server ${perMillion(server)} s, PostgreSQL ${perMillion(database)} s`;
}

/** Of `/proc/<pid>/stat`, in ticks; of a process that has gone nothing. */
function statOf(pid: number): { parent: number; own: number; ended: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before may have spaces and brackets in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
    return { parent: Number(fields[1]), own: user + system, ended: endedUser + endedSystem };
  } catch {
    return { parent: 0, own: 0, ended: 0 };
  }
}

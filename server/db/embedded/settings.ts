import os from 'node:os';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

export type Settings = Readonly<Record<string, string>>;

/** The bytes this process may use: the machine's memory, or its container's limit if lower. */
export function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, os.totalmem()) : os.totalmem();
}

/**
 * Settings fitted to the memory (in bytes). They are written to postgresql.conf at each start; an
 * operator's own go to postgresql.auto.conf (ALTER SYSTEM), which wins.
 */
export function fittedSettings(memoryBytes: number, maxConnections: number): Settings {
  const share = (divisor: number, min: number, max: number): string =>
    `${Math.floor(Math.min(max, Math.max(min, memoryBytes / divisor)) / MIB)}MB`;
  return {
    max_connections: String(maxConnections),
    shared_buffers: share(4, 128 * MIB, 2 * GIB),
    // Half: the server process and the rest of the machine want memory, too.
    effective_cache_size: share(2, 256 * MIB, 64 * GIB),
    maintenance_work_mem: share(16, 64 * MIB, 512 * MIB),
    work_mem: share(256, 4 * MIB, 16 * MIB),
    huge_pages: 'try',
    wal_buffers: '16MB',
    min_wal_size: '512MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    // Means pglz. The shipped binaries have neither lz4 nor zstd.
    wal_compression: 'on',
    random_page_cost: '1.1',
    // Compiling costs more than the short statements of the hot path take.
    jit: 'off',
    // What each statement costs the database itself, for the performance page.
    shared_preload_libraries: 'pg_stat_statements',
    'pg_stat_statements.max': '2000',
    autovacuum_naptime: '20s',
    autovacuum_vacuum_scale_factor: '0.05',
    autovacuum_analyze_scale_factor: '0.05',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    log_line_prefix: '',
    // The statement of a failed query may hold personal data, and so may the row that broke a
    // constraint, which is a detail.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  };
}

/** Settings given on the command line, where nothing can override them. */
export function fixedSettings(socketDir: string): Settings {
  return {
    listen_addresses: '',
    // The setting is a list: a comma in the path must not split it.
    unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    logging_collector: 'off',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
  };
}

export function toConfigurationFile(settings: Settings): string {
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`,
  );
  return [
    '# Written at each start. Your own settings: ALTER SYSTEM SET name = value.\n',
    ...lines,
  ].join('');
}

export function toArguments(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

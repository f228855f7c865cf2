import { execFile } from 'node:child_process';
import { appendFile, chmod, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findShipped, prepareBinaries } from '#server/db/embedded/binaries.ts';
import { startEmbeddedPostgres } from '#server/db/embedded/embedded-postgres.ts';
import { spawnPostmaster } from '#server/db/embedded/postmaster.ts';
import { type Connection, withClient } from '#server/db/embedded/roles.ts';
import { fixedSettings, toArguments } from '#server/db/embedded/settings.ts';
import { giveTo, isRoot } from '#server/db/embedded/system-user.ts';
import { migrate } from '#server/db/migrate.ts';
import { quietLog } from './quiet-log.ts';

/** A PostgreSQL with our schema, and a standby that follows it, as a site with a replica has. */
export interface ReplicaPair {
  readonly primary: Connection;
  readonly standby: Connection;
  /** Whether what the standby receives is seen by who reads there. */
  replay(isReplaying: boolean): Promise<void>;
  /** Whether the standby knows its way to the primary. */
  follow(isFollowing: boolean): Promise<void>;
  stopStandby(): Promise<void>;
  close(): Promise<void>;
}

const run = promisify(execFile);

/** The standby begins as a copy of the primary's folder, made while nothing ran on it. */
export async function openReplicaPair(): Promise<ReplicaPair> {
  // Root's own temporary folder may be closed to the database's user.
  const parent = await realpath(isRoot() ? '/tmp' : tmpdir());
  const dataDir = await mkdtemp(join(parent, 'traitortrack-replica-'));
  await chmod(dataDir, 0o755);
  const options = { dataDir, holder: 'test', log: quietLog };
  const draft = await startEmbeddedPostgres(options);
  await migrate(draft.owner, quietLog);
  await draft.stop();
  const home = await realpath(join(dataDir, 'postgres'));
  const copy = join(home, 'standby');
  await run('cp', ['-a', join(home, 'cluster'), copy]);
  const primary = await startEmbeddedPostgres(options);
  const way = wayTo(primary.superuser);
  const standby = await startStandby(copy, home, way);
  const onStandby = (sql: string) =>
    withClient({ ...primary.superuser, host: home }, async (client) => {
      await client.query(sql);
    });
  return {
    primary: primary.app,
    standby: { ...primary.app, host: home },
    replay: (isReplaying) =>
      onStandby(`select pg_wal_replay_${isReplaying ? 'resume' : 'pause'}()`),
    follow: async (isFollowing) => {
      await onStandby(`alter system set primary_conninfo = ${isFollowing ? way : "''"}`);
      await onStandby('select pg_reload_conf()');
    },
    stopStandby: standby.stop,
    close: async () => {
      await standby.stop();
      await primary.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Quoted, for a setting. */
function wayTo({ host, port, user, password }: Connection): string {
  return `'host=${host} port=${port} user=${user} password=${password}'`;
}

async function startStandby(clusterDir: string, socketDir: string, way: string) {
  const { uid, gid } = await stat(clusterDir);
  const user = isRoot() ? { uid, gid } : undefined;
  await appendFile(join(clusterDir, 'postgresql.auto.conf'), `primary_conninfo = ${way}\n`);
  await writeFile(join(clusterDir, 'standby.signal'), '');
  await giveTo(user, clusterDir);
  const nativeDir = await prepareBinaries(await findShipped(), user, quietLog);
  const postmaster = spawnPostmaster({
    binary: join(nativeDir, 'bin', 'postgres'),
    clusterDir,
    args: toArguments(fixedSettings(socketDir)),
    user,
    log: quietLog,
  });
  await postmaster.ready();
  return postmaster;
}

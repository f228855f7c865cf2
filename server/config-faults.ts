import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Config } from './config.ts';
import { homeLink } from './db/embedded/home.ts';

/** What `readConfig` cannot tell of the variables alone: whether what they name can be used. */

/** Of a server, which needs all that it is told of. */
export function findServerFaults(config: Config): string[] {
  return [...dataDirFaults(config), ...tlsFaults(config)];
}

/** Of a command, which needs the data folder only where the database is in it. */
export function findCommandFaults(config: Config): string[] {
  return config.databaseUrl === null ? dataDirFaults(config) : [];
}

/** Of a command that only reads: where there is nothing to read, it must not make a new site. */
export function findReaderFaults({ databaseUrl, dataDir }: Config): string[] {
  if (databaseUrl !== null || existsSync(homeLink(dataDir))) return [];
  return [`DATA_DIR ${dataDir} has no site in it: name its folder, or start one with "serve"`];
}

/** The folder is made here, as it is anyway: nothing else tells whether it can be. */
function dataDirFaults({ dataDir }: Config): string[] {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    return [];
  } catch (error) {
    return [`DATA_DIR must be a folder that can be made and written: ${messageOf(error)}`];
  }
}

function tlsFaults({ tls }: Config): string[] {
  if (tls === null) return [];
  const faults: string[] = [];
  const read = (name: string, path: string): Buffer => {
    try {
      return readFileSync(path);
    } catch (error) {
      faults.push(`${name} cannot be read: ${messageOf(error)}`);
      return Buffer.of();
    }
  };
  const cert = read('TLS_CERT', tls.certFile);
  const key = read('TLS_KEY', tls.keyFile);
  if (faults.length > 0) return faults;
  try {
    createSecureContext({ cert, key });
    return [];
  } catch (error) {
    return [`TLS_CERT and TLS_KEY cannot be used: ${messageOf(error)}`];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

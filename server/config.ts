import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PASSWORD_LENGTH_MIN } from '#domain/password.ts';
import { USERNAME_PATTERN, USERNAME_RULE } from '#domain/username.ts';
import { readTelemetrySettings, type TelemetrySettings } from './telemetry/settings.ts';

/** Where `tool/build-web.ts` puts its builds. */
const BUILT_WEB_DIR = fileURLToPath(new URL('../dist/', import.meta.url));

/** Everything the environment decides, read once at start. The table is in docs/operations.md. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** An existing PostgreSQL; null means the embedded one. */
  readonly databaseUrl: string | null;
  /** A read-only copy for lists and reports; null means the primary. */
  readonly databaseReplicaUrl: string | null;
  readonly dataDir: string;
  readonly admin: { readonly username: string; readonly password: string | null };
  readonly timeZone: string;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly smtpUrl: string | null;
  /** Whether webhooks may lead to this machine and to networks of our own. */
  readonly webhookPrivateAddresses: boolean;
  readonly logLevel: LogLevel;
  /** Null without a collector of OpenTelemetry. */
  readonly telemetry: TelemetrySettings | null;
  /** Where the web app is built; only tests have it elsewhere. */
  readonly webDir: string;
  /** How often is looked at what is watched; only tests do not wait so long. */
  readonly watchMs: { readonly alerts: number; readonly disk: number; readonly database: number };
}

const WATCH_MS = { alerts: 2_000, disk: 5_000, database: 10_000 };

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Says everything that is wrong with the configuration, a line each. */
export class ConfigFault extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/**
 * Reads the configuration from environment variables.
 * @param findMore finds what is wrong besides, with what the variables name.
 * @throws {ConfigFault} naming every fault at once.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  findMore: (config: Config) => readonly string[] = () => [],
): Config {
  const faults: string[] = [];
  const read = <T>(name: string, fallback: T, parse: (value: string) => T): T => {
    const value = env[name];
    if (value === undefined) return fallback;
    try {
      if (value.trim() === '') throw new Error('is empty: give it a value or leave it out');
      return parse(value);
    } catch (fault) {
      faults.push(`${name} ${fault instanceof Error ? fault.message : String(fault)}`);
      return fallback;
    }
  };
  const certFile = read('TLS_CERT', null, String);
  const keyFile = read('TLS_KEY', null, String);
  if ((certFile === null) !== (keyFile === null)) {
    faults.push('TLS_CERT and TLS_KEY belong together: give both or neither');
  }
  const config: Config = {
    host: read('HOST', '127.0.0.1', parseHost),
    port: read('PORT', 3000, parsePort),
    databaseUrl: read('DATABASE_URL', null, parsePostgresUrl),
    databaseReplicaUrl: read('DATABASE_REPLICA_URL', null, parsePostgresUrl),
    dataDir: read('DATA_DIR', resolve('./data'), resolve),
    admin: {
      username: read('ADMIN_USERNAME', 'admin', parseUsername),
      password: read('ADMIN_PASSWORD', null, parsePassword),
    },
    timeZone: read('TIME_ZONE', 'Asia/Kolkata', parseTimeZone),
    tls: certFile !== null && keyFile !== null ? { certFile, keyFile } : null,
    smtpUrl: read('SMTP_URL', null, parseSmtpUrl),
    webhookPrivateAddresses: read('WEBHOOK_PRIVATE_ADDRESSES', false, parseAllowance),
    logLevel: read('LOG_LEVEL', 'info', parseLogLevel),
    telemetry: readTelemetrySettings(read),
    webDir: BUILT_WEB_DIR,
    watchMs: WATCH_MS,
  };
  // What could not be read has its fault already, and stands as if it were not given.
  faults.push(...findMore(config));
  if (faults.length > 0) throw new ConfigFault(faults);
  return config;
}

function parseHost(value: string): string {
  const isName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value);
  if (isIP(value) === 0 && !isName) throw new Error(`must be an address or a name, not "${value}"`);
  return value;
}

function parsePort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65_535)) throw new Error(`must be a whole number from 0 to 65535, not "${value}"`);
  return port;
}

function parsePostgresUrl(value: string): string {
  const protocol = URL.canParse(value) ? new URL(value).protocol : null;
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') {
    // The value is not repeated: it may hold a password.
    throw new Error('must be a URL such as postgres://user:password@host:5432/name');
  }
  return value;
}

function parseUsername(value: string): string {
  if (!USERNAME_PATTERN.test(value)) throw new Error(`must be ${USERNAME_RULE}`);
  return value;
}

function parsePassword(value: string): string {
  if ([...value].length < PASSWORD_LENGTH_MIN) {
    throw new Error(`must have at least ${PASSWORD_LENGTH_MIN} characters`);
  }
  return value;
}

function parseTimeZone(value: string): string {
  try {
    // PostgreSQL takes +05:30 for what is west of Greenwich: its day would not be ours.
    if (!/^[a-z]/i.test(value)) throw new Error('an offset is no zone');
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    throw new Error(`must be a time zone such as Asia/Kolkata, not "${value}"`);
  }
}

function parseSmtpUrl(value: string): string {
  const protocol = URL.canParse(value) ? new URL(value).protocol : null;
  if (protocol !== 'smtp:' && protocol !== 'smtps:') {
    throw new Error('must be a URL such as smtp://user:password@host:587');
  }
  return value;
}

function parseAllowance(value: string): boolean {
  if (value !== 'allow' && value !== 'refuse') {
    throw new Error(`must be allow or refuse, not "${value}"`);
  }
  return value === 'allow';
}

function parseLogLevel(value: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === value);
  if (level === undefined) throw new Error(`must be one of ${LOG_LEVELS.join(', ')}`);
  return level;
}

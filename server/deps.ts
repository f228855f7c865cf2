import type pg from 'pg';
import type { AuditLog } from './audit/audit.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { Live } from './live/live.ts';
import type { Logger } from './log.ts';
import type { Meter } from './monitor/meter.ts';
import type { Notices } from './notice/notices.ts';
import type { Printer } from './paper/printer.ts';
import type { Batcher } from './scan/batcher.ts';
import type { Sessions } from './session/session.ts';
import type { Stations } from './station/station.ts';
import type { Telemetry } from './telemetry/telemetry.ts';

/** The ways into the database; `lists` leads to the replica where there is one. */
export interface Connections {
  readonly primary: pg.ClientConfig;
  readonly lists: pg.ClientConfig;
}

/** What the features stand on; made once in `start.ts`, passed first to whoever needs it. */
export interface Deps {
  readonly config: Config;
  readonly log: Logger;
  /** What this process counts as it works. */
  readonly meter: Meter;
  /** What is told to a collector of OpenTelemetry; null where there is none. */
  readonly telemetry: Telemetry | null;
  /** The primary: short statements, short waits. */
  readonly db: Database;
  /** Lists and reports: the replica where there is one, with more time. */
  readonly lists: Database;
  /** For what needs connections of its own, or a thread. */
  readonly connections: Connections;
  /** Exports: where lists are read, with connections that may be held for long. */
  readonly exports: Database;
  /** Hints between the processes on one database. */
  readonly notices: Notices;
  readonly catalogue: Catalogue;
  readonly sessions: Sessions;
  readonly audit: AuditLog;
  /** Everything that packs or bills goes through here. */
  readonly scans: Batcher;
  /** Tells those who look on what has changed. */
  readonly live: Live;
  readonly stations: Stations;
  /** Documents and labels as PDF. */
  readonly printer: Printer;
}

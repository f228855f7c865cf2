import type { AuditLog } from './audit/audit.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { Live } from './live/live.ts';
import type { Logger } from './log.ts';
import type { Notices } from './notice/notices.ts';
import type { Printer } from './paper/printer.ts';
import type { Batcher } from './scan/batcher.ts';
import type { Sessions } from './session/session.ts';

/** What the features stand on; made once in `start.ts`, passed first to whoever needs it. */
export interface Deps {
  readonly config: Config;
  readonly log: Logger;
  /** The primary: short statements, short waits. */
  readonly db: Database;
  /** Lists and reports: the replica where there is one, with more time. */
  readonly lists: Database;
  /** Exports: where lists are read, with connections that may be held for long. */
  readonly exports: Database;
  /** Hints between the processes on one database. */
  readonly notices: Notices;
  readonly catalogue: Catalogue;
  readonly sessions: Sessions;
  readonly audit: AuditLog;
  /** Everything that packs or bills goes through here. */
  readonly scans: Batcher;
  /** Documents and labels as PDF. */
  readonly printer: Printer;
  /** Tells those who look on what has changed. */
  readonly live: Live;
}

import type { Actor } from '#domain/permission.ts';
import type { Deps } from '../deps.ts';
import type { ImportRecord } from './import.sql.ts';
import type { Pace } from './pace.ts';

/** What those functions share that work on one import. */
export interface Work {
  readonly deps: Deps;
  readonly record: ImportRecord;
  /** Who sent it, with the area that it is for. */
  readonly actor: Actor & { readonly username: string };
  readonly pace: Pace;
  /** Set when the server stops: the work goes on after the next start. */
  readonly stopping: AbortSignal;
  readonly rowsPath: string;
}

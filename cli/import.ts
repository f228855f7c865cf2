import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FATES, IMPORT_KINDS, type Import, type ImportRow } from '#contract/import.ts';
import type { Deps } from '#server/deps.ts';
import { importOf } from '#server/import/answer.ts';
import { createImport, getImport, type Importer } from '#server/import/import.ts';
import { listImportRows } from '#server/import/list.ts';
import { runImport } from '#server/import/run.ts';
import { takeFile } from '#server/import/upload.ts';
import { findImporter } from '#server/user/find-importer.ts';
import { type Arguments, type Command, JSON_OPTION, listing, UsageFault } from './command.ts';
import { withDeps } from './database.ts';
import { makeProgress } from './progress.ts';

/** A server that is free begins at once; after this the command does the work itself. */
const SERVER_WAIT_MS = 1_500;
const LOOK_INTERVAL_MS = 100;
const ROWS_SHOWN_MAX = 50;
const ENDED = ['done', 'failed', 'undone'];

export const importCommand: Command = {
  usage: 'import <kind> <file>',
  summary: 'Import a sheet (.xlsx or .csv), or say what that would do',
  details: [
    `<kind> is one of ${IMPORT_KINDS.join(', ')}. The sheets are described in docs/api.md.`,
    'A server that runs on the same data folder does the work; else the command does it.',
    'Exit code 1 when the file cannot be read.',
  ].join('\n'),
  options: {
    'dry-run': { value: null, help: 'change nothing, and tell what would happen' },
    existing: {
      value: 'extend|refuse',
      help: 'add to known bags and bills, or refuse them',
      default: 'extend',
    },
    area: { value: 'name', help: 'the area of the bags that it registers' },
    user: { value: 'name', help: 'whose import it is (default: the first admin)' },
    json: JSON_OPTION,
  },
  positionals: ['kind', 'file'],
  run: async (args) => {
    const [kindText = '', path = ''] = args.positionals;
    const kind = IMPORT_KINDS.find((one) => one === kindText);
    if (kind === undefined) {
      throw new UsageFault(`<kind> must be one of ${IMPORT_KINDS.join(', ')}, not "${kindText}"`);
    }
    const existing = existingOf(args);
    await access(path).catch(() => {
      throw new UsageFault(`There is no file ${path}`);
    });
    const mode = args.isSet('dry-run') ? 'dry_run' : 'commit';
    return withDeps('import', 'write', async (deps) => {
      const person = await findImporter(deps, args.text('user'));
      const file = await takeFile(deps.config, basename(path), createReadStream(path));
      const area = args.text('area') ?? undefined;
      const { id } = await createImport(deps, person, { kind, mode, existing, area }, file);
      const ended = await work(deps, person, id);
      await report(deps, person, ended, args.isSet('json'));
      return ended.state === 'done' ? 0 : 1;
    });
  },
};

function existingOf(args: Arguments): 'extend' | 'refuse' {
  const text = args.text('existing');
  if (text === 'extend' || text === 'refuse') return text;
  throw new UsageFault(`--existing must be extend or refuse, not "${text}"`);
}

/** Leaves the work to a server, or does it; shows how far it is. */
async function work(deps: Deps, person: Importer, id: string): Promise<Import> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const progress = makeProgress('Importing');
  const startedAt = performance.now();
  let ours: Promise<void> | null = null;
  try {
    for (;;) {
      const one = importOf(await getImport(deps, person, id), deps.catalogue.current);
      if (ENDED.includes(one.state)) return one;
      if (stopping.signal.aborted) throw new Error('Stopped: a server goes on with it');
      if (one.rows !== null) progress.show(one.progress * one.rows, one.rows);
      const isLeft = one.state === 'queued' && performance.now() - startedAt > SERVER_WAIT_MS;
      if (isLeft) ours ??= runImport(deps, id, stopping.signal);
      await Promise.race([sleep(LOOK_INTERVAL_MS), ...(ours === null ? [] : [failing(ours)])]);
    }
  } finally {
    await ours?.catch(() => undefined);
    progress.end();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** Ends with the work's failure, and never with its success. */
function failing(ours: Promise<void>): Promise<never> {
  return new Promise((_resolve, reject) => ours.catch(reject));
}

async function report(deps: Deps, person: Importer, one: Import, isJson: boolean): Promise<void> {
  const record = await getImport(deps, person, one.id);
  const rows: ImportRow[] = [];
  for (const fate of ['conflict', 'refused'] as const) {
    const page = await listImportRows(deps, record, { fate, limit: ROWS_SHOWN_MAX });
    rows.push(...page.items);
  }
  if (isJson) {
    console.log(JSON.stringify({ ...one, refusedRows: rows }, null, 2));
    return;
  }
  if (one.fault !== null) {
    console.error(one.fault);
    return;
  }
  const isDryRun = one.mode === 'dry_run';
  const counts = FATES.map((fate) => `${one.counts[fate].toLocaleString('en')} ${fate}`);
  console.log(`${isDryRun ? 'Would be' : 'Rows'}: ${counts.join(', ')}.`);
  if (one.sameAs !== null) console.log(`The same file was sent before: import ${one.sameAs}.`);
  if (rows.length === 0) return;
  console.log(listing(rows.map((row) => [placeOf(row), row.detail] as const)));
  const hidden = one.counts.conflict + one.counts.refused - rows.length;
  if (hidden > 0) console.log(`... and ${hidden.toLocaleString('en')} more`);
}

function placeOf({ sheet, row }: ImportRow): string {
  return sheet === '' ? `row ${row}` : `${sheet}, row ${row}`;
}

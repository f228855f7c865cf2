import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Static, TObject } from 'typebox';
import { Format } from 'typebox/format';
import { Check, Errors } from 'typebox/value';
import * as contract from '#contract/export.ts';
import type { Actor } from '#domain/permission.ts';
import { type ExportRequest, makeExporter } from '#server/export/export.ts';
import { isMoment, MOMENT_RULE } from '#server/list/period.ts';
import { type Arguments, type Command, type Option, UsageFault } from './command.ts';
import { withDeps } from './database.ts';
import { makeProgress } from './progress.ts';

Format.Set('moment', isMoment);

const QUERIES = {
  bags: contract.exportBags.query,
  bills: contract.exportBills.query,
  scans: contract.exportScans.query,
  packing: contract.exportPacking.query,
} as const satisfies Readonly<Record<contract.ExportKind, TObject>>;

/** Whoever reaches the database sees all areas. */
const OPERATOR: Actor = { userId: 0, role: 'admin', areaId: null };
const STANDARD_OUTPUT = '-';

export const exportCommand: Command = {
  usage: 'export <kind>',
  summary: 'Write bags, bills, scans or packing to a file',
  details: [
    `The kind is ${contract.EXPORT_KINDS.join(', ')}. Other options are filters, as the lists have`,
    'them; which ones depends on the kind. A running server goes on meanwhile. A file appears',
    'under its name when it is whole.',
  ].join('\n'),
  options: {
    format: { value: 'csv|xlsx', help: 'what to write', default: 'csv' },
    out: { value: 'file', help: 'where to; - for standard output (default: kind and day)' },
    json: { value: null, help: 'tell what was written as JSON' },
    ...filterOptions(),
  },
  positionals: ['kind'],
  run: async (args) => {
    const format = oneOf('--format', contract.EXPORT_FORMATS, args.text('format') ?? 'csv');
    const kind = oneOf('The kind', contract.EXPORT_KINDS, args.positionals[0] ?? '');
    const request = requestOf(kind, args);
    const isJson = args.isSet('json');
    if (isJson && args.text('out') === STANDARD_OUTPUT) {
      throw new UsageFault('--json tells of a file: with --out - the export itself is printed');
    }
    await withDeps('export', 'read', async (deps) => {
      const progress = makeProgress('Exporting');
      const ending = new AbortController();
      let rows = 0;
      const exported = await makeExporter(deps).open(OPERATOR, request, format, {
        signal: ending.signal,
        onRows: (count) => {
          rows += count;
          // The planner only guesses: the whole is known at the end.
          progress.show(Math.min(rows, exported.rowsExpected), exported.rowsExpected + 1);
        },
      });
      const out = args.text('out') ?? exported.filename;
      await write(exported.stream, out).finally(() => ending.abort());
      progress.show(rows, rows);
      progress.end();
      if (isJson) console.log(JSON.stringify({ kind, format, file: out, rows }, null, 2));
      else if (out !== STANDARD_OUTPUT)
        console.log(`Wrote ${rows.toLocaleString('en')} rows to ${out}.`);
    });
    return 0;
  },
};

async function write(stream: NodeJS.ReadableStream, out: string): Promise<void> {
  if (out === STANDARD_OUTPUT) return pipeline(stream, process.stdout, { end: false });
  const part = `${out}.part`;
  try {
    await pipeline(stream, createWriteStream(part));
    await rename(part, out);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Every filter of any kind, with the kinds that have it. */
function filterOptions(): Record<string, Option> {
  const kindsByName = new Map<string, string[]>();
  for (const [kind, { properties }] of Object.entries(QUERIES)) {
    for (const name of Object.keys(properties)) {
      kindsByName.set(name, [...(kindsByName.get(name) ?? []), kind]);
    }
  }
  return Object.fromEntries(
    [...kindsByName].map(([name, kinds]) => [
      name,
      { value: name === 'from' || name === 'to' ? 'time' : 'text', help: `of ${kinds.join(', ')}` },
    ]),
  );
}

function requestOf(kind: contract.ExportKind, args: Arguments): ExportRequest {
  const query: Record<string, string> = {};
  for (const name of Object.keys(exportCommand.options)) {
    const value = args.text(name);
    if (value === null || name === 'format' || name === 'out') continue;
    if (!(name in QUERIES[kind].properties)) throw new UsageFault(`${kind} have no --${name}`);
    query[name] = value;
  }
  switch (kind) {
    case 'bags':
      return { kind, query: checked(QUERIES.bags, query) };
    case 'bills':
      return { kind, query: checked(QUERIES.bills, query) };
    case 'scans':
      return { kind, query: checked(QUERIES.scans, query) };
    case 'packing':
      return { kind, query: checked(QUERIES.packing, query) };
  }
}

/** @throws {UsageFault} saying which filter is wrong, and why. */
function checked<Query extends TObject>(schema: Query, query: unknown): Static<Query> {
  if (Check(schema, query)) return query;
  const [fault] = Errors(schema, query);
  if (fault?.keyword === 'format' && fault.params.format === 'moment') {
    throw new UsageFault(`--${fault.instancePath.slice(1)} ${MOMENT_RULE}`);
  }
  const allowed = fault?.keyword === 'enum' ? `: ${fault.params.allowedValues.join(', ')}` : '';
  throw new UsageFault(`--${fault?.instancePath.slice(1)} ${fault?.message}${allowed}`);
}

function oneOf<const Value extends string>(
  what: string,
  values: readonly Value[],
  text: string,
): Value {
  const found = values.find((value) => value === text);
  if (found !== undefined) return found;
  throw new UsageFault(`${what} must be one of ${values.join(', ')}, not "${text}"`);
}

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import readSheets from 'read-excel-file/node';
import { afterAll, expect, test } from 'vitest';
import { runCli } from '#test/cli.ts';
import { openDatabaseUrl } from '#test/database-url.ts';
import { fillBags } from '#test/fill-bags.ts';
import { openTestApp } from '#test/harness.ts';

const { app, db, connections, asAdmin } = await openTestApp();
await fillBags(db, 200);
const { url: DATABASE_URL, close } = await openDatabaseUrl(connections.owner);
const folder = await mkdtemp(join(tmpdir(), 'traitortrack-export-'));
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true });
});

const run = (...args: string[]) => runCli(['export', ...args], { DATABASE_URL });

test('a file is what the API gives, and is told how far it is', async () => {
  const out = join(folder, 'bags.csv');
  const { code, stdout, stderr } = await run('bags', '--kind', 'child', '--out', out);
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('Exporting: 100 %');
  const headers = await asAdmin();
  const answer = await app.inject({ url: '/api/v2/exports/bags.csv?kind=child', headers });
  const written = await readFile(out);
  expect(written).toEqual(answer.rawPayload);
  const rows = parse(written, { bom: true }).length - 1;
  expect(stdout).toBe(`Wrote ${rows.toLocaleString('en')} rows to ${out}.\n`);
});

test('a workbook is one', async () => {
  const out = join(folder, 'bills.xlsx');
  const { code, stderr } = await run('bills', '--format', 'xlsx', '--out', out);
  expect(code, stderr).toBe(0);
  const told = await run('bills', '--format', 'xlsx', '--out', out, '--json');
  const [sheet] = await readSheets(out);
  const rows = (sheet?.data.length ?? 0) - 1;
  expect(JSON.parse(told.stdout)).toEqual({ kind: 'bills', format: 'xlsx', file: out, rows });
  expect(sheet?.data[0]?.[0]).toBe('bill_id');
  expect(sheet?.data.length).toBeGreaterThan(5);
});

test('a day is one of the site', async () => {
  const all = await run('bags', '--from', '2020-01-01', '--to', '2999-01-01', '--out', '-');
  expect(parse(all.stdout, { bom: true }).length).toBeGreaterThan(100);
  const none = await run('bags', '--to', '2020-01-01', '--out', '-');
  expect(parse(none.stdout, { bom: true })).toHaveLength(1);
});

test('standard output has nothing but the export', async () => {
  const { stdout } = await run('packing', '--product', 'Moong', '--out', '-');
  const [first, ...lines] = parse(stdout, { bom: true, columns: true });
  expect(first).toMatchObject({ type: 'child', product: 'Moong' });
  expect(lines.length).toBeGreaterThan(100);
});

test.each([
  ['a kind that does not exist', ['boxes'], 'The kind must be one of bags, bills, scans, packing'],
  ['a format that does not exist', ['bags', '--format', 'pdf'], '--format must be one of csv'],
  ["another kind's filter", ['bills', '--station', 'x'], 'bills have no --station'],
  ['a value that is none', ['bags', '--status', 'lost'], '--status must be'],
  ['JSON among the export', ['bags', '--out', '-', '--json'], '--json tells of a file'],
  ['a time that is none', ['scans', '--from', 'soon'], '--from must be a day such as 2026-11-29'],
])('%s is a wrong usage', async (_what, args, message) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
});

test('what fails leaves no file that looks whole', async () => {
  const before = await readdir(folder);
  const out = join(folder, 'no-such-folder', 'bags.csv');
  const { code } = await run('bags', '--out', out);
  expect(code).toBe(1);
  expect(await readdir(folder)).toEqual(before);
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, vi } from 'vitest';
import type { Import, ImportRow } from '#contract/import.ts';
import { startImports } from '#server/import/start.ts';
import { client } from './client.ts';
import { type Headers, openTestApp, type TestApp } from './harness.ts';
import { listAll } from './list-all.ts';

/** The whole server, with somebody who works on imports. */
export async function openImportingApp(): Promise<TestApp & { readonly dataDir: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'traitortrack-imports-'));
  afterAll(() => rm(dataDir, { recursive: true, force: true }));
  const opened = await openTestApp({ dataDir });
  const stop = await startImports(opened.deps, opened.connections.app);
  afterAll(stop);
  return { ...opened, dataDir };
}

export interface Sheet {
  readonly name: string;
  readonly bytes: Buffer;
}

/** One of the sheets in test/data. */
export async function sheetOf(name: string): Promise<Sheet> {
  return { name, bytes: await readFile(new URL(`data/${name}`, import.meta.url)) };
}

export function csv(...lines: readonly string[]): Sheet {
  return { name: 'sheet.csv', bytes: Buffer.from(lines.join('\n')) };
}

/** Somebody who imports. */
export interface ImportsClient {
  /** Sends a sheet; fails unless it is taken. @param query such as `kind=bags&mode=commit`. */
  send(query: string, sheet: Sheet): Promise<Import>;
  /** Waits until nothing more happens to it. */
  ended(id: string): Promise<Import>;
  /** Both. */
  run(query: string, sheet: Sheet): Promise<Import>;
  commit(id: string): Promise<Import>;
  undo(id: string): Promise<Import>;
  rows(id: string, fate?: string): Promise<ImportRow[]>;
}

const ENDED = ['done', 'failed', 'undone'];
const BOUNDARY = 'a-line-that-no-sheet-has';
const END_WAIT_MS = 60_000;

export function importsClient(app: FastifyInstance, headers: Headers): ImportsClient {
  const { get, post } = client(app, headers);
  const taken = (response: Awaited<ReturnType<typeof post>>): Import => {
    if (response.statusCode !== 202) throw new Error(`${response.statusCode}: ${response.body}`);
    return response.json();
  };
  const send = async (query: string, sheet: Sheet) =>
    taken(await sendForm(app, headers, query, sheet));
  const ended = async (id: string) => {
    const read = async () => (await get(`/api/v2/imports/${id}`)).json<Import>();
    await vi.waitUntil(async () => ENDED.includes((await read()).state), {
      timeout: END_WAIT_MS,
      interval: 20,
    });
    return read();
  };
  const andEnd = async (one: Import) => ended(one.id);
  return {
    send,
    ended,
    run: async (query, sheet) => andEnd(await send(query, sheet)),
    commit: async (id) => andEnd(taken(await post(`/api/v2/imports/${id}/commit`))),
    undo: async (id) => andEnd(taken(await post(`/api/v2/imports/${id}/undo`))),
    rows: (id, fate) =>
      listAll((cursor) =>
        get(`/api/v2/imports/${id}/rows?limit=500${fate ? `&fate=${fate}` : ''}${cursor}`),
      ),
  };
}

/** Sends a sheet as a browser's form does, whatever the answer. */
export function sendForm(
  app: FastifyInstance,
  headers: Headers,
  query: string,
  { name, bytes }: Sheet,
  field = 'file',
) {
  const head =
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\n` +
    'Content-Type: application/octet-stream\r\n\r\n';
  return app.inject({
    method: 'POST',
    url: `/api/v2/imports?${query}`,
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
  });
}

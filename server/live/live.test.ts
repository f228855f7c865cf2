import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { NOTE_TYPES, type Note } from '#contract/live.ts';
import { client } from '#test/client.ts';
import { type Headers, openTestApp } from '#test/harness.ts';
import { quietLog } from '#test/quiet-log.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser, signIn, openSecondApp } = await openTestApp();
const second = await openSecondApp();
const here = await app.listen({ port: 0, host: '127.0.0.1' });
const there = await second.app.listen({ port: 0, host: '127.0.0.1' });

interface Stream {
  readonly notes: Note[];
  readonly ids: string[];
  readonly ended: Promise<void>;
}

const open: AbortController[] = [];
afterEach(() => {
  for (const controller of open.splice(0)) controller.abort();
});

/** Opens the stream as a browser does, and gathers what it is told. */
async function follow(address: string, headers: Headers, lastId?: string): Promise<Stream> {
  const controller = new AbortController();
  open.push(controller);
  const response = await fetch(`${address}/api/v2/events`, {
    headers: { ...headers, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) },
    signal: controller.signal,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const stream = { notes: [], ids: [] };
  const ended = readInto(stream, response).catch(() => undefined);
  await vi.waitFor(() => expect(stream.ids.length).toBeGreaterThan(0));
  return { ...stream, ended };
}

async function readInto(stream: { notes: Note[]; ids: string[] }, { body }: Response) {
  let unread = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (unread + chunk).split('\n');
    unread = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data: ')) stream.notes.push(JSON.parse(line.slice(6)));
      if (line.startsWith('id: ')) stream.ids.push(line.slice(4));
    }
  }
}

const told = ({ notes }: Stream) => notes.map(({ type, code }) => `${type} ${code}`);

async function untilTold(stream: Stream, ...expected: string[]): Promise<void> {
  await vi.waitFor(() => expect(told(stream)).toEqual(expect.arrayContaining(expected)), 3_000);
}

const admin = await asAdmin();
const send = scanner(app, admin).send;

describe('who looks on is told', () => {
  test('of the bags and the bill that a scan has changed, on every server', async () => {
    const streams = [await follow(here, admin), await follow(there, admin)];
    await client(app, admin).post('/api/v2/bills', { code: 'B-1', target: 2 });
    await send([
      { action: 'pack', code: '0000001', parent: 'SB00001' },
      { action: 'bill', code: 'SB00001', bill: 'B-1' },
    ]);
    for (const stream of streams) {
      const bags = ['bag.changed 0000001', 'bag.changed SB00001'];
      await untilTold(stream, ...bags, 'bill.changed B-1', 'stats.changed null');
      const at = Date.parse(stream.notes.at(-1)?.at ?? '');
      expect(Math.abs(Date.now() - at)).toBeLessThan(10_000);
    }
  });

  test('of the bill whose weights change because its parent is packed', async () => {
    const stream = await follow(there, admin);
    await send([{ action: 'pack', code: '0000002', parent: 'SB00001' }]);
    await untilTold(stream, 'bag.changed SB00001', 'bill.changed B-1');
  });

  test('of the parent that a moved child has left', async () => {
    const stream = await follow(here, admin);
    await send([{ action: 'move', code: '0000002', parent: 'SB00002' }]);
    await untilTold(stream, 'bag.changed SB00001', 'bag.changed SB00002', 'bag.changed 0000002');
  });

  test('of a bill that was completed and of one that was deleted', async () => {
    const stream = await follow(there, admin);
    const by = client(app, admin);
    await by.post('/api/v2/bills/B-1/complete', { reason: 'the lorry leaves' });
    await untilTold(stream, 'bill.changed B-1', 'stats.changed null');
    await by.post('/api/v2/bills', { code: 'B-2' });
    await by.delete('/api/v2/bills/B-2');
    await untilTold(stream, 'bill.changed B-2');
  });

  test('of the totals when a scan was refused, and of nothing when it is sent again', async () => {
    const stream = await follow(here, admin);
    const scan = { action: 'seal', code: 'SB99999' };
    const [first] = await send([scan]);
    await untilTold(stream, 'stats.changed null');
    expect(told(stream)).toEqual(['stats.changed null']);
    const again = { ...scan, id: first?.id };
    await client(app, admin).post('/api/v2/scans', { scans: [again] });
    await send([{ action: 'open', code: 'SB00003' }]);
    await untilTold(stream, 'bag.changed SB00003');
    expect(told(stream).filter((note) => note.includes('SB99999'))).toEqual([]);
  });

  test('of very many changes in one note', async () => {
    const stream = await follow(there, admin);
    const scans = Array.from({ length: 400 }, (_, at) => ({
      action: 'register',
      code: `LOOSE-${at}`,
    }));
    await send(scans);
    await untilTold(stream, 'bag.changed null', 'stats.changed null');
    expect(stream.notes.length).toBeLessThan(10);
  });

  test('of bags of the own area and of none, where they are dispatchers', async () => {
    const jaipur = await asUser('dispatcher', 'jaipur');
    const stream = await follow(there, jaipur);
    await scanner(app, await asUser('dispatcher', 'indore')).send([
      { action: 'pack', code: '2000001', parent: 'SB20000' },
    ]);
    await scanner(app, jaipur).send([{ action: 'pack', code: '1000001', parent: 'SB10000' }]);
    await send([{ action: 'register', code: '3000001' }]);
    await untilTold(stream, 'bag.changed SB10000', 'bag.changed 1000001', 'bag.changed 3000001');
    expect(told(stream).filter((note) => /2000001|SB20000/.test(note))).toEqual([]);
  });
});

describe('who was cut off', () => {
  const pack = (code: string) => send([{ action: 'pack', code, parent: 'SB40000' }]);

  test('is told by any server what was missed', async () => {
    const before = await follow(here, admin);
    const witness = await follow(there, admin);
    await pack('4000001');
    await untilTold(witness, 'bag.changed 4000001');
    const after = await follow(there, admin, before.ids.at(0));
    await untilTold(after, 'bag.changed 4000001', 'bag.changed SB40000');
    expect(told(after)).not.toContain('bill.changed null');
  });

  test('is told nothing twice by the same server, not even in the middle of a moment', async () => {
    const before = await follow(here, admin);
    await send([{ action: 'pack', code: '4000002', parent: 'SB40001' }]);
    await untilTold(before, 'bag.changed 4000002', 'bag.changed SB40001', 'stats.changed null');
    // The first id is that of the stream's beginning.
    const [, first, ...others] = before.ids;
    expect(new Set(before.ids).size).toBe(before.ids.length);
    const rest = await follow(here, admin, first);
    await untilTold(rest, told(before).at(-1) ?? '');
    expect(told(rest)).toEqual(told(before).slice(1));
    const after = await follow(here, admin, others.at(-1));
    await send([{ action: 'pack', code: '4000003', parent: 'SB40002' }]);
    await untilTold(after, 'bag.changed 4000003');
    expect(told(after).filter((note) => /4000002|SB40001/.test(note))).toEqual([]);
  });

  test.each(['1', 'what a proxy made of it', '99'])(
    'too long ago, or by nobody knows whom (%s), is told to read everything again',
    async (id) => {
      const stream = await follow(here, admin, id);
      await untilTold(stream, ...NOTE_TYPES.map((type) => `${type} null`));
    },
  );
});

describe('a stream', () => {
  test('is for people who are signed in', async () => {
    expect((await fetch(`${here}/api/v2/events`)).status).toBe(401);
  });

  test('ends soon after its session has ended, on another server, too', async () => {
    await asUser('biller');
    const headers = await signIn('biller', 'mustard-and-moong');
    const stream = await follow(there, headers);
    const startedAt = Date.now();
    await client(app, headers).delete('/api/v2/session');
    await stream.ended;
    expect(Date.now() - startedAt).toBeLessThan(3_000);
  });

  test('is begun and ended without a word in the log', async () => {
    const warned = vi.spyOn(quietLog, 'warn');
    const stream = await follow(here, admin);
    open.pop()?.abort();
    await stream.ended;
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  test('keeps no server from stopping', async () => {
    const third = await openSecondApp();
    const address = await third.app.listen({ port: 0, host: '127.0.0.1' });
    const stream = await follow(address, admin);
    await close(third.app);
    await stream.ended;
  });
});

/** As the server does when it is told to stop. */
async function close(server: FastifyInstance): Promise<void> {
  await server.close();
}

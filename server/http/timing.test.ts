import { expect, test, vi } from 'vitest';
import { openTestApp } from '#test/harness.ts';
import { verify } from '../verify/verify.ts';

const { app, asAdmin, asUser, db, deps } = await openTestApp();
const headers = await asAdmin();

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;

test.each(['/health', '/nothing-here', '/api/v2/users', '/login'])(
  'the answer of %s says how long it took',
  async (url) => {
    const response = await app.inject({ url });
    const shown = String(response.headers['x-response-time-ms']);
    expect(shown).toMatch(/^\d+\.\d{3}$/);
    const ms = Number(shown);
    expect(ms).toBeGreaterThan(0);
    expect(ms).toBeLessThan(5_000);
    expect(response.headers['server-timing']).toBe(`total;dur=${shown}`);
  },
);

test.each([
  ['GET', '/health', 'GET /health', 200],
  ['HEAD', '/health', 'HEAD /health', 200],
  ['GET', '/api/v2/bags/NO-SUCH', 'GET /api/v2/bags/:code', 404],
  ['GET', '/nothing-here', 'unknown address', 404],
  ['PUT', '/health', 'unknown address', 405],
] as const)('%s %s is counted once, as %s', async (method, url, route, status) => {
  const read = () => ({
    route: deps.meter.routes.get(route)?.latency.count ?? 0,
    all: deps.meter.statuses.get(status) ?? 0,
  });
  const before = read();
  const response = await app.inject({ method, url, headers });
  expect(response.statusCode).toBe(status);
  expect(read()).toEqual({ route: before.route + 1, all: before.all + 1 });
});

test('a caller who traces finds the same trace in the answer and in the error', async () => {
  const response = await app.inject({ url: '/nothing-here', headers: { traceparent } });
  expect(response.headers['x-request-id']).toBe(TRACE);
  expect(response.json().traceId).toBe(TRACE);
});

test.each([
  ['is no trace', 'hello'],
  ['has the version that is forbidden', `ff-${TRACE}-00f067aa0ba902b7-01`],
  ['is all zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
  ['has a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['is in capitals', traceparent.toUpperCase()],
])('a traceparent that %s is not taken over', async (_what, value) => {
  const response = await app.inject({ url: '/health', headers: { traceparent: value } });
  expect(response.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-/);
});

test('the audit knows the trace of a change, and of a refusal', async () => {
  const payload = { name: 'traced' };
  const request = { method: 'POST', url: '/api/v2/areas', payload } as const;
  const made = await app.inject({ ...request, headers: { ...headers, traceparent } });
  expect(made.statusCode).toBe(201);
  const biller = await asUser('biller');
  const refused = await app.inject({ url: '/api/v2/users', headers: { ...biller, traceparent } });
  expect(refused.statusCode).toBe(403);
  await vi.waitFor(async () => {
    const entries = await db.runText(
      'select action, actor from audit_entry where trace_id = $1 order by seq',
      [TRACE],
    );
    expect(entries).toEqual([
      { action: 'area.create', actor: 'admin' },
      { action: 'refused', actor: 'biller' },
    ]);
  });
});

test('without a traceparent the audit has the id of the request', async () => {
  const payload = { name: 'untraced' };
  const made = await app.inject({ method: 'POST', url: '/api/v2/areas', payload, headers });
  const [entry] = await db.runText<{ trace_id: string }>(
    `select trace_id from audit_entry where subject = 'area:untraced'`,
    [],
  );
  expect(entry?.trace_id).toBe(made.headers['x-request-id']);
});

test('the chain of hashes holds over entries with a trace, and over older ones', async () => {
  await db.runText(`select record_audit('old', 'sign_in', 'user:old', null, null, '::1')`, []);
  expect((await verify(db, () => undefined)).sentences).toEqual([]);
  await db.runText(`update audit_entry set trace_id = 'x' where trace_id = $1`, [TRACE]);
  const { sentences } = await verify(db, () => undefined);
  expect(sentences[0]).toMatch(/^audit entry \d+: it, or one before it, was changed$/);
});

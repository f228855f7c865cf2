import { describe, expect, test, vi } from 'vitest';
import type { Metrics } from '#contract/monitor.ts';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser } = await openTestApp();
const headers = await asAdmin();

const get = (url: string, extra = {}) => app.inject({ url, headers: { ...headers, ...extra } });

describe('GET /api/performance/metrics', () => {
  test('counts the answers of the last minute by status', async () => {
    await get('/api/v2/nothing-here');
    await vi.waitFor(async () => {
      const metrics = (await get('/api/performance/metrics')).json<Metrics>();
      expect(metrics.response_times.sample_size).toBeGreaterThan(1);
      expect(metrics.response_times.p99_ms).toBeGreaterThan(0);
      expect(metrics.errors.by_type['404']).toBeGreaterThan(0);
      expect(metrics.errors.count).toBe(0);
      expect(metrics.system.memory_percent).toBeGreaterThan(0);
      expect(metrics.database.connection_pool.size).toBeGreaterThan(0);
    }, 5_000);
  });

  test('counts scans', async () => {
    await scanner(app, headers).send([{ action: 'open', code: 'SB90000' }]);
    await vi.waitFor(async () => {
      const metrics = (await get('/api/performance/metrics')).json<Metrics>();
      expect(metrics.scans).toEqual({ per_second: 1, batch_size_avg: 1 });
    }, 5_000);
  });

  test.each([
    '/api/performance/metrics',
    '/api/performance/endpoints',
    '/api/performance/stream',
    '/performance/dashboard',
  ])('%s is for admins only', async (url) => {
    const biller = await asUser('biller');
    expect((await app.inject({ url, headers: biller })).statusCode).toBe(403);
    expect((await app.inject({ url })).statusCode).toBe(401);
  });
});

describe('GET /api/performance/endpoints', () => {
  test('names routes by their template', async () => {
    await get('/api/v2/areas/1');
    const { endpoints } = (await get('/api/performance/endpoints')).json();
    const area = { route: 'GET /api/v2/areas/:id', count: 1, errors: 0 };
    expect(endpoints).toContainEqual(expect.objectContaining(area));
  });
});

describe('GET /metrics', () => {
  test('answers this machine in the text format of Prometheus', async () => {
    await get('/health');
    const response = await app.inject({ url: '/metrics' });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toContain('text/plain');
    expect(response.body).toMatch(
      /^traitortrack_http_request_duration_seconds_bucket\{route="GET .*",le="\+Inf"\} [1-9]/m,
    );
  });

  test('refuses whom a proxy forwards, or who is elsewhere, unless they are admins', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.9' };
    const biller = await asUser('biller');
    const url = '/metrics';
    expect((await app.inject({ url, headers: forwarded })).statusCode).toBe(401);
    for (const [name, value] of [
      ['forwarded', 'for=203.0.113.9'],
      ['via', '1.1 proxy'],
      ['x-real-ip', '203.0.113.9'],
      ['x-forwarded-host', 'tt.example'],
      ['x-forwarded-proto', 'https'],
      ['cf-connecting-ip', '203.0.113.9'],
    ] as const) {
      expect((await app.inject({ url, headers: { [name]: value } })).statusCode, name).toBe(401);
    }
    expect((await app.inject({ url, remoteAddress: '203.0.113.9' })).statusCode).toBe(401);
    const asBiller = { ...forwarded, ...biller };
    expect((await app.inject({ url, headers: asBiller })).statusCode).toBe(403);
    expect((await get(url, forwarded)).statusCode).toBe(200);
  });
});

describe('GET /api/performance/stream', () => {
  test('sends metrics each second and ends when the reader goes', async () => {
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const reader = new AbortController();
    const response = await fetch(`${address}/api/performance/stream`, {
      headers,
      signal: reader.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk);
      if (text.split('event: metrics').length > 2) break;
    }
    expect(JSON.parse(/data: (.*)/.exec(text)?.[1] ?? '')).toHaveProperty('health_status');
    reader.abort();
  });
});

describe('GET /api/performance/statements', () => {
  test('tells what each statement took, in transactions too, and its plan', async () => {
    const payload = { name: 'measured' };
    await app.inject({ method: 'POST', url: '/api/v2/areas', headers, payload });
    await get('/api/v2/bags?kind=child');
    const { statements } = (await get('/api/performance/statements')).json();
    const names = statements.map(({ name }: { name: string }) => name);
    expect(names).toEqual(expect.arrayContaining(['insertArea', 'recordAudit']));
    const insert = statements.find(({ name }: { name: string }) => name === 'insertArea');
    expect(insert).toMatchObject({ count: 1, failures: 0, text: expect.stringContaining('area') });
    expect(insert.total_ms).toBeGreaterThan(0);
    const plan = (await get('/api/performance/statements/insertArea/plan')).json();
    expect(plan.plan.join('\n')).toContain('Insert on area');
    const made = names.find((name: string) => name.startsWith('text-'));
    expect((await get(`/api/performance/statements/${made}/plan`)).statusCode).toBe(200);
    expect((await get('/api/performance/statements/none/plan')).statusCode).toBe(404);
  });

  test('counts a statement that fails as one', async () => {
    const payload = { name: 'lucknow' };
    await app.inject({ method: 'POST', url: '/api/v2/areas', headers, payload });
    const { statements } = (await get('/api/performance/statements')).json();
    const insert = statements.find(({ name }: { name: string }) => name === 'insertArea');
    expect(insert).toMatchObject({ count: 2, failures: 1 });
  });
});

describe('GET /api/performance/system', () => {
  test('shows pools, caches, the batcher, PostgreSQL and the targets', async () => {
    await get('/health');
    await vi.waitFor(async () => {
      const system = (await get('/api/performance/system')).json();
      expect(system.postgres.size_mb).toBeGreaterThan(1);
      expect(system.postgres.replication_lag_seconds).toBeNull();
      expect(system.batcher).toMatchObject({ scans: 1, batches: 1, waiting_scans: 0 });
      const caches = system.caches.map(({ name }: { name: string }) => name);
      expect(caches).toEqual(expect.arrayContaining(['sessions', 'catalogue', 'stats']));
      const health = system.targets.find(({ name }: { name: string }) => name.includes('/health'));
      expect(health).toMatchObject({ target: 100, is_met: true });
      const unused = system.targets.find(({ name }: { name: string }) => name.includes('bill'));
      expect(unused).toMatchObject({ ours: null, is_met: null });
    }, 5_000);
  });
});

import { expect, test, vi } from 'vitest';
import type { Series } from '#contract/monitor.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { addOverProcesses, addOverTime, figuresBy } from './figures.ts';
import { makeHistogram } from './histogram.ts';
import { makeInstances } from './instances.ts';
import { noticeOf, type Pulse, readNotice } from './pulse.ts';

const { app, asAdmin, db, openSecondApp } = await openTestApp();
const admin = client(app, await asAdmin());

interface History {
  readonly step_seconds: number;
  readonly series: readonly Series[];
}

async function historyOf(query: string, by = admin): Promise<History> {
  const response = await by.get(`/api/performance/history?${query}`);
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

function latencyOf(times: readonly number[]): Buffer {
  const histogram = makeHistogram();
  for (const ms of times) histogram.record(ms);
  return Buffer.from(histogram.encode());
}

/** A stretch of one process, as the server writes it. */
async function store(
  resolution: string,
  at: string,
  name: string,
  requests: number,
  latency: Buffer,
): Promise<void> {
  const seconds = resolution === 'minute' ? 60 : 3_600;
  await db.runText(
    `insert into performance_history (resolution, at, instance, name, seconds, figures, latency)
     values ($1, $2, $3, $3, $4, $5, $6)`,
    [resolution, at, name, seconds, JSON.stringify({ requests, cpuPercent: 10 }), latency],
  );
}

test('the last seconds are there at once, with rates and percentiles', async () => {
  await vi.waitFor(async () => {
    await admin.get('/health');
    const { step_seconds: step, series } = await historyOf('range=15m');
    expect([step, series[0]?.instance]).toEqual([1, null]);
    expect(Math.max(...(series[0]?.rps ?? []))).toBeGreaterThan(0);
    expect(Math.max(...(series[0]?.p99_ms ?? []))).toBeGreaterThan(0);
    for (const values of Object.values(series[0] ?? {})) {
      if (Array.isArray(values)) expect(values).toHaveLength(series[0]?.at.length ?? -1);
    }
  }, 5_000);
});

test('minutes of two processes are added up, with percentiles over all requests', async () => {
  const at = '2026-03-01T10:00:00Z';
  await store('minute', at, 'one:3000', 600, latencyOf(Array(99).fill(10)));
  await store('minute', at, 'two:3000', 300, latencyOf([2_000]));
  const { step_seconds: step, series } = await historyOf('range=24h&until=2026-03-01T12:00:00Z');
  expect(step).toBe(60);
  expect(series.map(({ instance }) => instance)).toEqual([null, 'one:3000', 'two:3000']);
  const [together, one, two] = series;
  expect([together?.rps, one?.rps, two?.rps]).toEqual([[15], [10], [5]]);
  expect(together?.at).toEqual([Date.parse(at) / 1_000]);
  expect(together?.p99_ms[0]).toBeCloseTo(10, 0);
  expect(one?.cpu_percent).toEqual([10]);
});

test('a year is read in steps of six hours, over restarts of a process', async () => {
  for (const hour of ['00', '03', '06']) {
    const at = `2025-06-01T${hour}:00:00Z`;
    await store('hour', at, 'one:3000', 3_600, latencyOf([5]));
  }
  const { step_seconds: step, series } = await historyOf('range=1y&until=2025-07-01T00:00:00Z');
  expect(step).toBe(21_600);
  expect(series[1]).toMatchObject({ instance: 'one:3000', rps: [1, 1] });
  expect((await historyOf('range=7d&until=2025-06-02T00:00:00Z')).series[0]?.at).toHaveLength(3);
});

test('a range that is none is refused', async () => {
  expect((await admin.get('/api/performance/history?range=2h')).statusCode).toBe(400);
});

test('each process sees the seconds of the others, and stores its own when it ends', async () => {
  const second = await openSecondApp();
  await vi.waitFor(async () => {
    const { instances } = (await admin.get('/api/performance/system')).json();
    expect(instances).toHaveLength(2);
  }, 5_000);
  await second.app.close();
  const rows = await db.runText<{ resolution: string; seconds: number }>(
    `select resolution, seconds from performance_history where at > now() - interval '2 hours'
     order by resolution`,
    [],
  );
  expect(rows.map(({ resolution }) => resolution)).toEqual(['hour', 'minute']);
  expect(rows[1]?.seconds).toBeGreaterThan(0);
});

test('figures add up as each of them does', () => {
  const low = figuresBy(() => 2);
  const high = figuresBy(() => 6);
  const overTime = addOverTime([
    { seconds: 3, figures: low },
    { seconds: 1, figures: high },
  ]);
  expect(overTime).toMatchObject({ requests: 8, cpuPercent: 3, loopDelayMaxMs: 6 });
  const overProcesses = addOverProcesses([low, high]);
  expect(overProcesses).toMatchObject({ requests: 8, cpuPercent: 6, poolInUse: 8, databaseMb: 6 });
});

const instance = { id: 'a', name: 'one:3000', startedAt: '2026-03-01T10:00:00Z' };
const pulseAt = (at: number, ms = 10): Pulse => ({
  at,
  figures: figuresBy((name) => (name === 'requests' ? 1 : 0)),
  latency: latencyOf([ms]),
});

test('a second arrives at another process as it was sent, and nonsense does not', () => {
  const pulse = pulseAt(1_000);
  expect(readNotice(noticeOf(instance, pulse))).toEqual({ instance, pulse });
  for (const text of ['', '{', '7', '{"id":"a"}', 'null']) expect(readNotice(text)).toBeNull();
});

test('a second with more latencies than a notice takes goes without them', () => {
  const all = Array.from({ length: 1_600 }, (_, at) => 1.017 ** at / 100);
  const many = Array.from({ length: 300 }, () => all).flat();
  const notice = noticeOf(instance, { ...pulseAt(1_000), latency: latencyOf(many) });
  expect(notice.length).toBeLessThan(7_900);
});

test('a window is judged once it is covered, over all processes that are alive', () => {
  let now = 1_000;
  const instances = makeInstances(() => now);
  expect(instances.window(5)).toBeNull();
  for (; now < 1_004; now++) instances.add(instance, pulseAt(now));
  expect(instances.window(5)).toBeNull();
  for (; now < 1_010; now++) {
    instances.add(instance, pulseAt(now));
    instances.add({ ...instance, id: 'b', name: 'two:3000' }, pulseAt(now, 500));
  }
  expect(instances.window(5)).toMatchObject({ figures: { requests: 10 }, latency: { count: 10 } });
  now += 10;
  expect(instances.window(5)).toBeNull();
  now += 900;
  instances.add(instance, pulseAt(now));
  expect(instances.list()).toMatchObject([{ name: 'one:3000', pulses: [{ at: now }] }]);
});

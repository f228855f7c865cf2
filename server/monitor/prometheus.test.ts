import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin } = await openTestApp();
const headers = await asAdmin();
await scanner(app, headers).send([{ action: 'open', code: 'SB00001' }]);

/** Once PostgreSQL has been asked for its figures. */
const text = await vi.waitUntil(async () => {
  const { body } = await app.inject('/metrics');
  return body.includes('traitortrack_postgres_size_bytes') ? body : null;
});
const lines = text.trimEnd().split('\n');
const samples = lines.filter((line) => !line.startsWith('#'));

test('every line is a comment or a sample with a number', () => {
  const sample = /^[a-z_]+(\{([a-z]+="([^"\\\n]|\\.)*",?)+\})? -?[0-9.e+-]+$/;
  for (const line of samples) expect(line).toMatch(sample);
});

test('each family is told what it is, once', () => {
  const types = lines
    .filter((line) => line.startsWith('# TYPE '))
    .map((line) => line.split(' ')[2]);
  expect(new Set(types).size).toBe(types.length);
  for (const line of samples) {
    const name = /^[a-z_]+/.exec(line)?.[0].replace(/_(bucket|sum|count)$/, '');
    expect(types.some((type) => type === name || type === /^[a-z_]+/.exec(line)?.[0])).toBe(true);
  }
});

test("histograms' buckets hold what is below them, up to all", () => {
  const route = 'route="POST /api/v2/scans"';
  const buckets = samples.filter(
    (line) => line.includes('http_request_duration_seconds_bucket') && line.includes(route),
  );
  const counts = buckets.map((line) => Number(line.split(' ').at(-1)));
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect([buckets.at(-1), counts.at(-1)]).toEqual([expect.stringContaining('+Inf'), 1]);
});

test('the dashboard for Grafana asks for nothing that is not there', () => {
  const dashboard = readFileSync('docs/grafana/traitortrack.json', 'utf8');
  const names = new Set(dashboard.match(/traitortrack_[a-z_]+/g));
  names.delete('traitortrack_postgres_replication_lag_seconds');
  expect(names.size).toBeGreaterThan(15);
  const given = new Set(samples.map((line) => /^[a-z_]+/.exec(line)?.[0]));
  expect([...names].filter((name) => !given.has(name))).toEqual([]);
});

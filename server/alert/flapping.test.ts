import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Alert } from '#contract/alert.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';

const ALERTS_MS = 20;
const { app, asAdmin, db, openSecondApp } = await openTestApp({
  watchMs: { alerts: ALERTS_MS, disk: 60_000, database: 60_000 },
});
await openSecondApp();
const admin = client(app, await asAdmin());

const STATIONS = ['bench 1', 'bench 2', 'bench 3'];
const CLEAR_SECONDS = 1;
/** Some 3 ms each. */
const STEPS = 700;

/** Ages that jump with each step, or stay for long enough that an alert ends. */
const age = fc.oneof(fc.constant(0), fc.integer({ min: 50, max: 400 }));
const stretch = fc
  .tuple(age, fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 400 })))
  .map(([value, steps]) => Array<number>(steps).fill(value));

/** The age of the oldest unsent scan at each station, in seconds; 0 when all are sent. */
async function setAges(ages: readonly number[]): Promise<void> {
  await db.runText(
    `insert into station_state (area_id, station, user_id, waiting, oldest_waiting_at,
       clock_skew_ms, seen_at)
     select 0, station, 1, 1, case when age > 0 then now() - make_interval(secs => age) end, 0,
       now()
     from unnest($1::text[], $2::int[]) as given (station, age)
     on conflict (area_id, station) do update set oldest_waiting_at = excluded.oldest_waiting_at`,
    [STATIONS, ages],
  );
}

const alertsOf = async (subject: string): Promise<Alert[]> => {
  const all = (await admin.get('/api/v2/alerts?rule=station_unsent&limit=500')).json<{
    items: Alert[];
  }>();
  return all.items.filter((alert) => alert.subject === subject).toReversed();
};

test('whatever stations do, each has one alert at a time, and none flaps', async () => {
  const url = '/api/v2/alert-rules/station_unsent';
  const change = { warning: 100, critical: 300, clearSeconds: CLEAR_SECONDS };
  const { etag } = (await admin.get(url)).json();
  expect((await admin.patch(url, change, { 'if-match': etag })).statusCode).toBe(200);
  const series = fc.sample(fc.array(stretch, { minLength: STEPS }), STATIONS.length);
  const ages = series.map((all) => all.flat());
  const beganMs = Date.now();
  // Two processes judge all the while, each fifty times a second.
  for (let step = 0; step < STEPS; step++) await setAges(ages.map((all) => all[step] ?? 0));
  await setAges(STATIONS.map(() => 500));
  await expect.poll(async () => (await openOnes()).length).toBe(STATIONS.length);
  await setAges(STATIONS.map(() => 0));
  await expect.poll(async () => (await openOnes()).length, { timeout: 5_000 }).toBe(0);
  const seconds = (Date.now() - beganMs) / 1_000;
  for (const subject of STATIONS) {
    const alerts = await alertsOf(subject);
    expect(alerts.length).toBeGreaterThan(0);
    // An alert that ends was calm for its time: so many fit in, however wild the values were.
    expect(alerts.length).toBeLessThanOrEqual(seconds / CLEAR_SECONDS);
    for (const [at, { raisedAt, clearedAt }] of alerts.entries()) {
      const lastedMs = Date.parse(clearedAt ?? '') - Date.parse(raisedAt);
      expect(lastedMs).toBeGreaterThanOrEqual(CLEAR_SECONDS * 1_000);
      const next = alerts[at + 1];
      if (next !== undefined) expect(next.raisedAt >= (clearedAt ?? '')).toBe(true);
    }
  }
});

async function openOnes(): Promise<Alert[]> {
  return (await admin.get('/api/v2/alerts?state=open&rule=station_unsent')).json().items;
}

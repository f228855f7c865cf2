import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { describe, expect, test, vi } from 'vitest';
import type { Alert, AlertRule, AlertRuleKey, RuleChange } from '#contract/alert.ts';
import { client } from '#test/client.ts';
import { openTestApp, USER_PASSWORD } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';
import { notesFor } from '../live/live.ts';
import type { Moment } from '../live/moments.ts';

const testApp = await openTestApp({ watchMs: { alerts: 200, disk: 500, database: 500 } });
const { app, deps, asAdmin, asUser, connections, db, openSecondApp, signIn } = testApp;
const headers = await asAdmin();
const admin = client(app, headers);
const RULES = '/api/v2/alert-rules';

/** As the migrations have left them. */
const fresh = await db.runText<AlertRule>(
  `select key, warning, critical, window_seconds as "windowSeconds",
     clear_seconds as "clearSeconds", is_enabled as "isEnabled" from alert_rule`,
  [],
);

async function ruleOf(key: AlertRuleKey): Promise<AlertRule> {
  return (await admin.get(`${RULES}/${key}`)).json();
}

async function setRule(key: AlertRuleKey, change: RuleChange): Promise<void> {
  const { etag } = await ruleOf(key);
  const response = await admin.patch(`${RULES}/${key}`, change, { 'if-match': etag });
  expect(response.statusCode, response.body).toBe(200);
}

async function alertsOf(rule: AlertRuleKey, state = 'open'): Promise<Alert[]> {
  const response = await admin.get(`/api/v2/alerts?rule=${rule}&state=${state}`);
  expect(response.statusCode, response.body).toBe(200);
  return response.json().items;
}

/** Rules are judged over windows of at least a second. */
const PATIENT = { timeout: 15_000, interval: 100 };

/** @param meanwhile keeps up what the alert is about. */
async function raised(rule: AlertRuleKey, meanwhile?: () => Promise<unknown>): Promise<Alert> {
  const [alert] = await vi.waitUntil(async () => {
    await meanwhile?.();
    const found = await alertsOf(rule);
    return found.length > 0 ? found : null;
  }, PATIENT);
  if (alert === undefined) throw new Error(`no alert of ${rule}`);
  return alert;
}

const cleared = (rule: AlertRuleKey) =>
  vi.waitFor(async () => expect(await alertsOf(rule)).toEqual([]), PATIENT);

const QUICK = { windowSeconds: 1, clearSeconds: 1 };

/** Raises its alert with these levels, then ends it with others. */
async function prove(
  rule: AlertRuleKey,
  levels: RuleChange,
  meanwhile?: () => Promise<unknown>,
): Promise<Alert> {
  await setRule(rule, { ...QUICK, warning: null, critical: null, ...levels });
  const alert = await raised(rule, meanwhile);
  await setRule(rule, { warning: null, critical: null });
  await cleared(rule);
  return alert;
}

const many = () => Promise.all(Array.from({ length: 30 }, () => admin.get('/api/v2/areas')));

describe('each rule is proved by making it true', () => {
  test('requests that fail', async () => {
    await setRule('error_rate', { windowSeconds: 2, clearSeconds: 1, critical: 5 });
    await db.runText('alter table area rename to mislaid', []);
    const alert = await raised('error_rate', many).finally(() =>
      db.runText('alter table mislaid rename to area', []),
    );
    expect(alert.value).toBeGreaterThan(5);
    // Nobody has touched the rule: the requests succeed again.
    await cleared('error_rate');
  });

  test('busy processors', async () => {
    const burn = async () => {
      for (const end = performance.now() + 300; performance.now() < end; );
    };
    expect((await prove('cpu', { warning: 5 }, burn)).value).toBeGreaterThan(5);
  });

  test.each(['memory', 'disk'] as const)('a full machine: %s', async (rule) => {
    expect((await prove(rule, { critical: 0.1 })).value).toBeGreaterThan(0.1);
  });

  test('a station with unsent scans, which ends when they are sent', async () => {
    await setRule('station_unsent', { ...QUICK });
    const dispatcher = client(app, await asUser('dispatcher', 'indore'));
    const beat = (waiting: number, ageMs: number) =>
      dispatcher.post('/api/v2/stations/heartbeat', {
        station: 'bench 1',
        waiting,
        oldestWaitingAt: waiting === 0 ? null : new Date(Date.now() - ageMs).toISOString(),
        clock: new Date().toISOString(),
      });
    expect((await beat(3, 400_000)).statusCode).toBe(200);
    expect(await raised('station_unsent')).toMatchObject({
      level: 'warning',
      subject: 'indore/bench 1',
      message: expect.stringMatching(/^indore\/bench 1: Unsent scans, the oldest for 40\d/),
    });
    await vi.waitFor(async () => expect((await beat(0, 0)).statusCode).toBe(200), PATIENT);
    await cleared('station_unsent');
  });

  test('a station that is refused too often', async () => {
    const bad = { action: 'open', code: 'no code', station: 'bench 2' };
    await scanner(app, headers).send(Array.from({ length: 25 }, () => bad));
    const levels = { warning: 8, windowSeconds: 900 };
    expect(await prove('station_refused', levels)).toMatchObject({
      subject: 'bench 2',
      value: 100,
    });
  });

  test('jobs that failed for good', async () => {
    const pgPool = new pg.Pool(connections.superuser);
    pgPool.on('error', () => undefined).on('connect', (one) => one.on('error', () => undefined));
    await runMigrations({ pgPool });
    await pgPool.query(`
      grant usage on schema graphile_worker to public;
      grant select on all tables in schema graphile_worker to public;
      select graphile_worker.add_job('mail.send', '{}', max_attempts := 1);
      update graphile_worker._private_jobs set attempts = 1, last_error = 'no route';`);
    await pgPool.end();
    await setRule('job_failed', QUICK);
    expect(await raised('job_failed')).toMatchObject({ subject: 'mail.send', value: 1 });
    await db.runText('delete from graphile_worker._private_jobs', []);
    await cleared('job_failed');
  });

  test('a database that was away, once it is back, with the time since when', async () => {
    await setRule('database_away', { ...QUICK, critical: 1 });
    const { database, user } = connections.app;
    const limit = (max: number) =>
      db.runText(`alter database ${database} connection limit ${max}`, []);
    await limit(0);
    const awaySince = Date.now();
    const cut = () =>
      db.runText(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and usename = $1`,
        [user],
      );
    await cut();
    await vi.waitFor(async () => {
      const { health_status: health } = (await admin.get('/api/performance/metrics')).json();
      expect(health).toBe('critical');
      expect(Date.now() - awaySince).toBeGreaterThan(4_500);
    }, PATIENT);
    await limit(-1);
    const back = Date.now();
    const alert = await raised('database_away');
    expect(Date.parse(alert.raisedAt)).toBeLessThan(back);
    expect(alert.worst).toBeGreaterThanOrEqual(1);
    await cleared('database_away');
  });
});

describe('alerts', () => {
  test('are one a cause over all processes, however long it lasts', async () => {
    const second = await openSecondApp();
    await setRule('memory', { ...QUICK, warning: 0.1, critical: null });
    await raised('memory');
    await setRule('memory', { critical: 0.2 });
    await vi.waitFor(async () => {
      expect(await alertsOf('memory')).toMatchObject([{ level: 'critical' }]);
    }, PATIENT);
    await second.app.close();
    const rows = await db.runText(
      `select from alert where rule = 'memory' and cleared_at is null`,
      [],
    );
    expect(rows).toHaveLength(1);
  });

  test('are acknowledged with a name, which stays, and end all the same', async () => {
    const [alert] = await alertsOf('memory');
    const url = `/api/v2/alerts/${alert?.id}/acknowledge`;
    const note = 'more memory is ordered';
    const first = await admin.post(url, { note: ` ${note} ` });
    const said = { acknowledgedBy: 'admin', acknowledgedNote: note };
    expect(first.json()).toMatchObject({ ...said, clearedAt: null });
    const payload = { username: 'night.watch', password: USER_PASSWORD, role: 'admin' };
    expect((await admin.post('/api/v2/users', payload)).statusCode).toBe(201);
    const other = client(app, await signIn('night.watch', USER_PASSWORD));
    const again = await other.post(url, { note: 'me too' });
    expect(again.json()).toMatchObject(said);
    expect(again.json().acknowledgedAt).toBe(first.json().acknowledgedAt);
    await setRule('memory', { isEnabled: false });
    await cleared('memory');
    const [ended] = await alertsOf('memory', 'cleared');
    expect(ended).toMatchObject({ id: alert?.id, ...said });
    const audit = await db.runText(
      `select actor, subject, after from audit_entry where action = 'alert.acknowledge'`,
      [],
    );
    expect(audit).toEqual([{ actor: 'admin', subject: `alert:${alert?.id}`, after: { note } }]);
  });

  test.each([
    ['too many words', 'x'.repeat(201)],
    ['more than a line', 'one\ntwo'],
    ['what cannot be stored', 'one\0two'],
  ])('are not acknowledged with %s', async (_what, note) => {
    const response = await admin.post('/api/v2/alerts/1/acknowledge', { note });
    expect([response.statusCode, response.json().errors[0].pointer]).toEqual([422, '/note']);
  });

  test('are acknowledged without words, too', async () => {
    const [row] = await db.runText<{ id: number }>(
      `insert into alert (rule, cause, level, value, worst, raised_at, cleared_at)
       values ('disk', 'disk', 'warning', 90, 90, now(), now()) returning id`,
      [],
    );
    const response = await admin.post(`/api/v2/alerts/${row?.id}/acknowledge`, { note: '  ' });
    expect(response.json()).toMatchObject({ acknowledgedBy: 'admin', acknowledgedNote: null });
  });

  test('are hinted at to admins who look on, and to nobody else', async () => {
    const typesFor = (role: 'admin' | 'biller', moment: Moment) =>
      notesFor({ userId: 1, role, areaId: null }, moment).map(({ type }) => type);
    const heard: Moment[] = [];
    const unsubscribe = deps.live.subscribe((moment) => heard.push(moment));
    await setRule('memory', { ...QUICK, isEnabled: true, warning: 0.1, critical: null });
    await raised('memory');
    await vi.waitFor(() => {
      expect(heard.flatMap((moment) => typesFor('admin', moment))).toContain('alert.raised');
    }, PATIENT);
    expect(heard.flatMap((moment) => typesFor('biller', moment))).not.toContain('alert.raised');
    unsubscribe();
  });

  test('are listed by page, newest first', async () => {
    await db.runText(
      `insert into alert (rule, cause, level, value, worst, raised_at, cleared_at)
       select 'cpu', 'cpu', 'warning', 80, 80, now() - n * interval '1 day', now()
       from generate_series(1, 6) n`,
      [],
    );
    const first = (await admin.get('/api/v2/alerts?limit=2')).json();
    const next = (await admin.get(`/api/v2/alerts?limit=500&cursor=${first.nextCursor}`)).json();
    const all: Alert[] = [...first.items, ...next.items];
    expect(all.length).toBeGreaterThan(5);
    expect(next.nextCursor).toBeNull();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(all).toEqual(all.toSorted((a, b) => b.raisedAt.localeCompare(a.raisedAt)));
    const critical = await admin.get('/api/v2/alerts?level=critical&from=2020-01-01T00:00:00Z');
    expect(critical.json().items.length).toBeLessThan(all.length);
    expect((await admin.get('/api/v2/alerts?cursor=x')).json().code).toBe('bad_cursor');
  });

  test('that do not exist cannot be acknowledged', async () => {
    const response = await admin.post('/api/v2/alerts/99999/acknowledge');
    expect([response.statusCode, response.json().code]).toEqual([404, 'alert_unknown']);
  });
});

describe('rules', () => {
  test('are there from the start, with the levels of the original report', async () => {
    const { items } = (await admin.get(RULES)).json<{ items: AlertRule[] }>();
    expect(items).toHaveLength(11);
    expect(items.find(({ key }) => key === 'replication_lag')).toMatchObject({
      title: 'The replica is behind',
      unit: 's',
      warning: 10,
      critical: 60,
      isEnabled: true,
      etag: '"1"',
    });
  });

  test('tell what they were at first, whatever somebody has made of them', async () => {
    expect(fresh).toHaveLength(11);
    await setRule('memory', { clearSeconds: 1 });
    for (const { key, ...setting } of fresh) {
      expect((await ruleOf(key)).default, key).toEqual(setting);
    }
    expect(await ruleOf('memory')).toMatchObject({
      clearSeconds: 1,
      default: { warning: 80, critical: 95, windowSeconds: 60, clearSeconds: 60, isEnabled: true },
    });
  });

  test('are changed by who has seen them, and the audit knows', async () => {
    const change = { warning: 20 };
    const url = `${RULES}/replication_lag`;
    expect((await admin.patch(url, change)).statusCode).toBe(428);
    expect((await admin.patch(url, change, { 'if-match': '"9"' })).statusCode).toBe(412);
    const changed = await admin.patch(url, change, { 'if-match': '"1"' });
    expect([changed.statusCode, changed.headers.etag]).toEqual([200, '"2"']);
    expect((await ruleOf('replication_lag')).warning).toBe(20);
    const [entry] = await db.runText(
      `select before, after from audit_entry where subject = 'alert_rule:replication_lag'`,
      [],
    );
    expect(entry).toEqual({ before: { warning: 10 }, after: { warning: 20 } });
  });

  test.each([
    ['a warning above the critical level', { warning: 70, critical: 60 }],
    ['a window of no time', { windowSeconds: 0 }],
    ['a window longer than what is remembered', { windowSeconds: 901 }],
    ['a level below zero', { critical: -1 }],
  ])('take no %s', async (_what, change) => {
    const { etag } = await ruleOf('replication_lag');
    const response = await admin.patch(`${RULES}/replication_lag`, change, { 'if-match': etag });
    expect([response.statusCode, response.json().code]).toEqual([422, 'not_possible']);
  });

  test('that are none are not found', async () => {
    expect((await admin.get(`${RULES}/weather`)).statusCode).toBe(400);
  });
});

import { describe, expect, test, vi } from 'vitest';
import { client } from '#test/client.ts';
import { type Headers, openTestApp } from '#test/harness.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser, connections, db, openSecondApp } = await openTestApp();
const adminHeaders = await asAdmin();
const admin = client(app, adminHeaders);
const scans = scanner(app, adminHeaders);
const jaipurHeaders = await asUser('dispatcher', 'jaipur');
const nobody = client(app);

/** Sends a form, as the original pages do. */
async function sendForm(url: string, fields: Record<string, string>, by: Headers = adminHeaders) {
  const headers = { ...by, 'content-type': 'application/x-www-form-urlencoded' };
  const payload = new URLSearchParams(fields).toString();
  return app.inject({ method: 'POST', url, headers, payload });
}

describe.each(['/health', '/api/health'])('GET %s', (path) => {
  test('is public and says that the server is up', async () => {
    const response = await nobody.get(path);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ status: 'healthy', timestamp: expect.any(String) });
    expect(Date.parse(response.json().timestamp)).toBeGreaterThan(Date.now() - 5_000);
  });

  test('asks the database when told to', async () => {
    const { database } = (await nobody.get(`${path}?check_db=true`)).json();
    expect(database).toEqual({ connected: true, query_time_ms: expect.any(Number) });
  });

  test('answers 503 when the database is away', async () => {
    const second = await openSecondApp();
    const health = () => client(second.app).get(`${path}?check_db=true`);
    await db.runText(`alter database ${connections.app.database} connection limit 0`, []);
    await db.runText(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
      [],
    );
    const response = await health();
    await db.runText(`alter database ${connections.app.database} connection limit -1`, []);
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({
      status: 'unhealthy',
      database: { connected: false, query_time_ms: null },
    });
    await vi.waitFor(async () => expect((await health()).statusCode).toBe(200), {
      timeout: 10_000,
    });
  });
});

describe.each(['/api/fast_parent_scan', '/fast/parent_scan'])('POST %s', (path) => {
  const code = path === '/fast/parent_scan' ? 'SB11111' : 'SB22222';

  test('opens a parent, and then knows it', async () => {
    const first = await admin.post(path, { qr_code: code.toLowerCase() });
    expect(first.statusCode).toBe(200);
    expect(first.json()).toEqual({
      success: true,
      message: `${code} opened (0/30)`,
      parent_qr: code,
      existing: false,
      child_count: 0,
      time_ms: expect.any(Number),
    });
    await scans.send([{ action: 'pack', code: `C-${code.slice(2)}`, parent: code }]);
    const second = await sendForm(path, { qr_code: code });
    expect(second.json()).toMatchObject({ success: true, existing: true, child_count: 1 });
  });

  test.each(['SB1', '0016586', '', 'no code'])('answers 400 for %j', async (qr_code) => {
    const response = await sendForm(path, { qr_code });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ success: false, existing: false, child_count: 0 });
  });

  test.each([undefined, {}, { qr_code: 5 }, { qr_code: null }])(
    'answers 400 for %j',
    async (body) => {
      const response = await admin.post(path, body);
      expect([response.statusCode, response.json().success]).toEqual([400, false]);
    },
  );

  test('refuses a void bag', async () => {
    const other = `M444-${code.slice(2)}`;
    await scans.send([
      { action: 'open', code: other },
      { action: 'void', code: other },
    ]);
    const response = await admin.post(path, { qr_code: other });
    expect([response.statusCode, response.json().success]).toEqual([200, false]);
  });

  test('answers 401 to who is not signed in, and 403 to other sites', async () => {
    expect((await nobody.post(path, { qr_code: code })).statusCode).toBe(401);
    const fromElsewhere = { 'sec-fetch-site': 'cross-site' };
    expect((await admin.post(path, { qr_code: code }, fromElsewhere)).statusCode).toBe(403);
  });
});

describe('a form as FormData sends it', () => {
  const send = async (form: FormData | string, more: Headers = {}) => {
    const url = '/fast/child_scan';
    if (typeof form === 'string') {
      return app.inject({
        method: 'POST',
        url,
        headers: { ...adminHeaders, ...more },
        payload: form,
      });
    }
    const request = new Request('http://x', { method: 'POST', body: form });
    const type = request.headers.get('content-type') ?? '';
    const payload = Buffer.from(await request.arrayBuffer());
    const headers = { ...adminHeaders, 'content-type': type, ...more };
    return app.inject({ method: 'POST', url, headers, payload });
  };
  const formOf = (fields: Record<string, string | Blob>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return form;
  };

  test('is taken, as the others are', async () => {
    const response = await send(formOf({ qr_code: '0090001', parent_qr: 'SB90001' }));
    expect(response.json()).toMatchObject({ success: true, child_qr: '0090001', child_count: 1 });
    expect((await send(formOf({ qr_code: '0090001' }))).json().error_type).toBe('missing_data');
    expect((await send(new FormData())).json().error_type).toBe('missing_data');
  });

  test('takes no files, and has its limits', async () => {
    const file = await send(
      formOf({ qr_code: new Blob(['x'.repeat(1_000)]), parent_qr: 'SB90001' }),
    );
    expect([file.statusCode, file.json().errors]).toEqual([
      400,
      [{ pointer: '/qr_code', detail: 'must be no file' }],
    ]);
    const large = await send(formOf({ qr_code: 'x'.repeat(1024 * 1024 + 1) }));
    expect([large.statusCode, large.json().code]).toEqual([413, 'too_large']);
    // Its share of a body, so that twenty such fields are no larger than one may be.
    const field = await send(formOf({ qr_code: 'x'.repeat(60 * 1024) }), { 'content-length': '' });
    expect(field.statusCode).toBe(413);
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`f${at}`, '1']));
    expect((await send(formOf(many))).json().code).toBe('malformed_request');
  });

  test.each(['multipart/form-data', 'multipart/form-data; boundary=x'])(
    'that cannot be read is malformed: %s',
    async (type) => {
      const response = await send('no parts', { 'content-type': type });
      expect([response.statusCode, response.json().code]).toEqual([400, 'malformed_request']);
    },
  );
});

describe('POST /fast/child_scan', () => {
  const pack = (qr_code: string, parent_qr: string, by = adminHeaders) =>
    sendForm('/fast/child_scan', { qr_code, parent_qr }, by);

  test('packs a child, with an entry in the ledger', async () => {
    const response = await pack('LABEL NO.:0016586 LOT NO.:A', 'm444-00001');
    expect(response.json()).toEqual({
      success: true,
      message: '0016586 packed (1/15)',
      child_qr: '0016586',
      parent_qr: 'M444-00001',
      child_count: 1,
      completed: false,
      error_type: null,
      time_ms: expect.any(Number),
    });
    const [scan] = await db.runText<{ id: string; outcome: string }>(
      `select id, outcome from scan where code = '0016586' order by seq desc limit 1`,
      [],
    );
    expect(scan?.outcome).toBe('packed');
    expect(scan?.id.charAt(14)).toBe('7');
  });

  test('counts the same child once', async () => {
    const response = await pack('0016586', 'M444-00001');
    expect(response.json()).toMatchObject({ success: true, child_count: 1 });
  });

  test('says when the parent is full', async () => {
    for (let at = 1; at < 14; at++) await pack(`200000${at}`, 'M444-00001');
    expect((await pack('2000099', 'M444-00001')).json()).toMatchObject({
      child_count: 15,
      completed: true,
    });
    expect((await pack('2000100', 'M444-00001')).json()).toMatchObject({
      success: false,
      error_type: 'capacity_reached',
      completed: true,
    });
  });

  test('refuses a child of another parent, naming that one', async () => {
    expect((await pack('0016586', 'SB33333')).json()).toMatchObject({
      success: false,
      error_type: 'already_linked_other_parent',
      parent_qr: 'M444-00001',
    });
  });

  test.each([
    ['0016586', '', 400, 'missing_data'],
    ['', 'SB33333', 400, 'missing_data'],
    ['SB33334', 'SB33333', 400, 'wrong_bag_type'],
    ['0016587', '0016588', 400, 'wrong_bag_type'],
    ['no code', 'SB33333', 400, 'invalid_format'],
  ])('refuses %j into %j', async (child, parent, status, error_type) => {
    const response = await pack(child, parent);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ success: false, error_type });
  });

  test("refuses another area's parent", async () => {
    await pack('4000001', 'SB44444', await asUser('dispatcher', 'indore'));
    expect((await pack('4000002', 'SB44444', jaipurHeaders)).json()).toMatchObject({
      success: false,
      error_type: 'access_denied',
    });
  });
});

describe('POST /fast/bill_parent_scan', async () => {
  const path = '/fast/bill_parent_scan';
  const bill = (bill_id: string, qr_code: string, by = adminHeaders) =>
    sendForm(path, { bill_id, qr_code }, by);
  await admin.post('/api/v2/bills', { code: 'B/1', target: 2 });
  await admin.post('/api/v2/bills', { code: 'B/2', target: 2 });
  await scans.send([
    { action: 'pack', code: '5000001', parent: 'SB55551' },
    { action: 'open', code: 'SB55552' },
    { action: 'open', code: 'SB55553' },
    { action: 'open', code: 'SB55554' },
    { action: 'void', code: 'SB55554' },
  ]);

  test('puts a parent on a bill, with the numbers of the whole bill', async () => {
    await bill('b/1', 'SB55552');
    const response = await admin.post(path, { bill_id: 'B/1', qr_code: 'sb55551' });
    expect(response.json()).toEqual({
      success: true,
      message: 'SB55551 on B/1, the target is reached (2/2)',
      bag_qr: 'SB55551',
      linked_count: 2,
      expected_count: 2,
      child_count: 1,
      actual_weight: 1,
      expected_weight: 60,
      is_at_capacity: true,
      remaining_capacity: 0,
      bill_status: 'processing',
      error_type: null,
      time_ms: expect.any(Number),
    });
  });

  test.each([
    ['', 'SB55553', 'missing_data'],
    ['B/1', '', 'missing_data'],
    ['B/1', 'SB5', 'invalid_format'],
    ['B/9', 'SB55553', 'bill_not_found'],
    ['?', 'SB55553', 'bill_not_found'],
    ['B/1', '5000001', 'wrong_bag_type'],
    ['B/1', 'SB99999', 'bag_not_found'],
    ['B/1', 'SB55554', 'bag_not_found'],
    ['B/1', 'SB55551', 'already_linked_same_bill'],
    ['B/2', 'SB55551', 'already_linked_other_bill'],
    ['B/1', 'SB55553', 'capacity_reached'],
  ])('refuses on %j the bag %j with %s', async (bill_id, qr_code, error_type) => {
    const response = await bill(bill_id, qr_code);
    expect(response.statusCode).toBe(200);
    const isOfFull = bill_id === 'B/1';
    expect(response.json()).toMatchObject({
      success: false,
      error_type,
      linked_count: isOfFull ? 2 : 0,
      expected_count: isOfFull || bill_id === 'B/2' ? 2 : 0,
      remaining_capacity: bill_id === 'B/2' ? 2 : 0,
    });
  });

  test('refuses a dispatcher', async () => {
    const response = await bill('B/2', 'SB55553', jaipurHeaders);
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ success: false, error_type: 'access_denied' });
  });

  test('refuses a completed bill', async () => {
    await admin.post('/api/v2/bills/B%2F1/complete');
    const { error_type, bill_status } = (await bill('B/1', 'SB55553')).json();
    expect([error_type, bill_status]).toEqual(['bill_locked', 'completed']);
  });

  test('answers 401 to who is not signed in', async () => {
    expect((await nobody.post(path, { bill_id: 'B/1', qr_code: 'SB55551' })).statusCode).toBe(401);
  });
});

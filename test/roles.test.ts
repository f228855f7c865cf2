import { describe, expect, test } from 'vitest';
import { openTestApp } from './harness.ts';

/** Who may call each endpoint, as product.md's table "People" says. A new one is added here. */
const ALL = ['admin', 'biller', 'dispatcher'];
const BILLERS = ['admin', 'biller'];
const ADMINS = ['admin'];
const PUBLIC = null;

const WHO: Readonly<Record<string, readonly string[] | null>> = {
  'GET /': PUBLIC,
  'GET /health': PUBLIC,
  'GET /api/health': PUBLIC,
  'GET /metrics': PUBLIC,
  'GET /login': PUBLIC,
  'POST /login': PUBLIC,
  'POST /logout': PUBLIC,
  'GET /install': PUBLIC,
  'GET /install/authority.crt': PUBLIC,
  'GET /api/docs': PUBLIC,
  'GET /api/openapi.json': PUBLIC,
  'POST /api/v2/session': PUBLIC,
  'GET /api/v2/session': ALL,
  'DELETE /api/v2/session': ALL,
  'POST /api/v2/scans': ALL,
  'GET /api/v2/scans': ALL,
  'GET /api/v2/bags': ALL,
  'GET /api/v2/bags/{code}': ALL,
  'GET /api/v2/bags/{code}/children': ALL,
  'GET /api/v2/trace/{code}': ALL,
  'GET /api/v2/stats': ALL,
  'GET /api/v2/stats/today': ALL,
  'GET /api/v2/events': ALL,
  'GET /api/v2/bills': ALL,
  'GET /api/v2/bills/summary': ALL,
  'GET /api/v2/bills/{code}': ALL,
  'POST /api/v2/bills': BILLERS,
  'PATCH /api/v2/bills/{code}': BILLERS,
  'POST /api/v2/bills/{code}/complete': BILLERS,
  'POST /api/v2/bills/{code}/reopen': BILLERS,
  'DELETE /api/v2/bills/{code}': ADMINS,
  'GET /api/v2/exports/bags.csv': ALL,
  'GET /api/v2/exports/bags.xlsx': ALL,
  'GET /api/v2/exports/bills.csv': ALL,
  'GET /api/v2/exports/bills.xlsx': ALL,
  'GET /api/v2/exports/scans.csv': ALL,
  'GET /api/v2/exports/scans.xlsx': ALL,
  'GET /api/v2/exports/packing.csv': ALL,
  'GET /api/v2/exports/packing.xlsx': ALL,
  'GET /api/v2/bills/{code}/document.pdf': ALL,
  'GET /api/v2/bags/{code}/packing-slip.pdf': ALL,
  'GET /api/v2/labels': BILLERS,
  'POST /api/v2/labels': BILLERS,
  'POST /api/v2/labels/preview': BILLERS,
  'POST /api/v2/labels/{id}/reprint': BILLERS,
  'GET /api/v2/reports/day': ALL,
  'GET /api/v2/reports/day.pdf': ALL,
  'GET /api/v2/reports/day.xlsx': ALL,
  'GET /api/v2/reports/mails': ADMINS,
  'POST /api/v2/reports/mails': ADMINS,
  'GET /api/v2/areas': ALL,
  'GET /api/v2/areas/{id}': ALL,
  'POST /api/v2/areas': ADMINS,
  'PATCH /api/v2/areas/{id}': ADMINS,
  'GET /api/v2/products': ALL,
  'GET /api/v2/products/{id}': ALL,
  'POST /api/v2/products': ADMINS,
  'PATCH /api/v2/products/{id}': ADMINS,
  'GET /api/v2/settings': ALL,
  'PATCH /api/v2/settings': ADMINS,
  'GET /api/v2/users': ADMINS,
  'POST /api/v2/users': ADMINS,
  'GET /api/v2/users/{id}': ADMINS,
  'PATCH /api/v2/users/{id}': ADMINS,
  'DELETE /api/v2/users/{id}': ADMINS,
  'POST /api/v2/users/me/password': ALL,
  'GET /api/v2/audit': ADMINS,
  'GET /api/v2/api-keys': ADMINS,
  'POST /api/v2/api-keys': ADMINS,
  'DELETE /api/v2/api-keys/{id}': ADMINS,
  'POST /api/v2/stations/heartbeat': ALL,
  'GET /api/v2/stations': ALL,
  'GET /api/v2/imports': BILLERS,
  'POST /api/v2/imports': BILLERS,
  'GET /api/v2/imports/{id}': BILLERS,
  'GET /api/v2/imports/{id}/rows': BILLERS,
  'GET /api/v2/imports/{id}/rows.csv': BILLERS,
  'GET /api/v2/imports/{id}/rows.xlsx': BILLERS,
  'POST /api/v2/imports/{id}/commit': BILLERS,
  'POST /api/v2/imports/{id}/undo': BILLERS,
  'POST /api/fast_parent_scan': ALL,
  'POST /fast/parent_scan': ALL,
  'POST /fast/child_scan': ALL,
  'POST /fast/bill_parent_scan': ALL,
  'GET /api/performance/metrics': ADMINS,
  'GET /api/performance/endpoints': ADMINS,
  'GET /api/performance/stream': ADMINS,
  'GET /api/performance/system': ADMINS,
  'GET /api/v2/alert-rules': ADMINS,
  'GET /api/v2/alert-rules/{key}': ADMINS,
  'PATCH /api/v2/alert-rules/{key}': ADMINS,
  'GET /api/v2/alerts': ADMINS,
  'POST /api/v2/alerts/{id}/acknowledge': ADMINS,
  'GET /api/v2/webhooks': ADMINS,
  'POST /api/v2/webhooks': ADMINS,
  'GET /api/v2/webhooks/{id}': ADMINS,
  'PATCH /api/v2/webhooks/{id}': ADMINS,
  'DELETE /api/v2/webhooks/{id}': ADMINS,
  'POST /api/v2/webhooks/{id}/secret': ADMINS,
  'POST /api/v2/webhooks/{id}/test': ADMINS,
  'GET /api/v2/webhooks/{id}/deliveries': ADMINS,
  'POST /api/v2/webhook-deliveries/{id}/replay': ADMINS,
  'GET /api/v2/verify-runs': ADMINS,
  'POST /api/v2/verify-runs': ADMINS,
  'GET /api/performance/history': ADMINS,
  'GET /api/performance/statements': ADMINS,
  'GET /api/performance/statements/{name}/plan': ADMINS,
  'GET /performance/dashboard': ADMINS,
};

const { app, asAdmin, asUser, db } = await openTestApp();
const document = (await app.inject('/api/openapi.json')).json<{
  paths: Record<string, Record<string, { 'x-roles'?: string[] }>>;
}>();
const endpoints = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

/** Nothing is meant to succeed, so every parameter is one that names nothing. */
async function codeOfAnswer(endpoint: string, headers: Record<string, string>): Promise<unknown> {
  const [method, path = ''] = endpoint.split(' ');
  const url = path.replace('{id}', '32000').replace('{code}', 'NO-SUCH');
  const payload = method === 'GET' || method === 'DELETE' ? {} : { payload: {} };
  const response = await app.inject({ method: method as 'GET', url, headers, ...payload });
  const isProblem = response.headers['content-type']?.includes('problem+json');
  return isProblem ? response.json().code : response.statusCode;
}

/** A key has no password that it could change. */
const FOR_PEOPLE = new Set(['POST /api/v2/users/me/password']);

/** A program with a key may do what a person of its role may. */
const keys = Object.fromEntries(
  await Promise.all(ALL.map(async (role) => [role, await keyOf(role)] as const)),
);

async function keyOf(role: string): Promise<Record<string, string>> {
  const payload = { name: `${role}'s key`, role, area: 'jaipur' };
  const headers = await asAdmin();
  const response = await app.inject({ method: 'POST', url: '/api/v2/api-keys', headers, payload });
  return { authorization: `Bearer ${response.json().key}` };
}

const REFUSALS = ['not_signed_in', 'not_allowed'];

describe('every endpoint, called by every role and by nobody', () => {
  test('is in the table above', () => {
    expect(endpoints.toSorted()).toEqual(Object.keys(WHO).sort());
  });

  const walked = endpoints.filter((endpoint) => !/\/(stream|events)$/.test(endpoint));
  test.each(walked)('%s', async (endpoint) => {
    const allowed = WHO[endpoint];
    if (allowed === undefined) throw new Error(`${endpoint} is not in the table`);
    const byNobody = await codeOfAnswer(endpoint, {});
    if (allowed === null) expect(REFUSALS).not.toContain(byNobody);
    else expect(byNobody).toBe('not_signed_in');
    for (const role of ALL) {
      const headers = role === 'admin' ? await asAdmin() : await signedInAs(role);
      // These would sign the role out for the endpoints after them.
      if (endpoint === 'DELETE /api/v2/session' || endpoint === 'POST /logout') continue;
      const answers = [await codeOfAnswer(endpoint, headers)];
      if (!FOR_PEOPLE.has(endpoint)) answers.push(await codeOfAnswer(endpoint, keys[role] ?? {}));
      for (const answer of answers) {
        if (allowed?.includes(role) ?? true) expect(REFUSALS).not.toContain(answer);
        else expect(answer).toBe('not_allowed');
      }
    }
  });

  test('is refused in the audit trail where it is refused', async () => {
    const rows = await db.runText<{ subject: string }>(
      "select subject from audit_entry where action = 'refused' and actor like 'dispatcher%'",
      [],
    );
    expect(rows.length).toBeGreaterThan(10);
  });
});

async function signedInAs(role: string): Promise<Record<string, string>> {
  return role === 'biller' ? asUser('biller') : asUser('dispatcher', 'jaipur');
}

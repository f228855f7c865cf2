import { describe, expect, test } from 'vitest';
import { call, RefusedError, UnreachableError } from './client.ts';
import { answerJson, type Got, serve } from './server.fixture.ts';

/** A server that answers everything alike, and what it was asked. */
async function answering(status: number, data: unknown, headers: Record<string, string> = {}) {
  const asked: Got[] = [];
  await serve((got, response) => {
    asked.push(got);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    answerJson(response, status, data);
  });
  return asked;
}

const getBill = () => call('GET', '/api/v2/bills/:code', { params: { code: 'INV-1' } });

/** What a call fails with. */
async function failureOf(calling: Promise<unknown>): Promise<unknown> {
  try {
    await calling;
  } catch (error) {
    return error;
  }
  throw new Error('the call succeeded');
}

describe('a request', () => {
  test.each([
    ['INV-26/0142', '/api/v2/bills/INV-26%2F0142'],
    ['a b?c#d%', '/api/v2/bills/a%20b%3Fc%23d%25'],
    ['../users', '/api/v2/bills/..%2Fusers'],
    ['बोरी', '/api/v2/bills/%E0%A4%AC%E0%A5%8B%E0%A4%B0%E0%A5%80'],
  ])('names %j in its path and nothing else', async (code, url) => {
    const asked = await answering(200, {});
    await call('GET', '/api/v2/bills/:code', { params: { code } });
    expect(asked).toMatchObject([{ method: 'GET', url }]);
  });

  test('carries its query, without what is empty or not set', async () => {
    const asked = await answering(200, { items: [], nextCursor: null });
    const query = { q: 'inv 1&2', limit: 50, dealer: '' };
    await call('GET', '/api/v2/bills', { query });
    const [path, search] = asked[0]?.url.split('?') ?? [];
    expect(path).toBe('/api/v2/bills');
    expect(Object.fromEntries(new URLSearchParams(search))).toEqual({ q: 'inv 1&2', limit: '50' });
  });

  test('has no question mark without a query', async () => {
    const asked = await answering(200, { items: [], nextCursor: null });
    await call('GET', '/api/v2/bills', {});
    expect(asked).toMatchObject([{ url: '/api/v2/bills' }]);
  });

  test('carries its body as JSON; without one it names no type', async () => {
    const asked = await answering(200, {});
    const body = { username: 'ravi', password: 'अनाज' };
    await call('POST', '/api/v2/session', { body });
    await getBill();
    const [withBody, without] = asked;
    expect(withBody?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(JSON.parse(withBody?.body ?? '')).toEqual(body);
    expect(without).toMatchObject({ body: '' });
    expect(without?.headers).not.toHaveProperty('content-type');
  });

  test('says which version it changes, and is told the version that it has read', async () => {
    const asked = await answering(200, { code: 'INV-1' }, { etag: '"7"' });
    expect(await getBill()).toEqual({ data: { code: 'INV-1' }, etag: '"7"' });
    const params = { code: 'INV-1' };
    const extra = { ifMatch: '"7"' };
    await call('PATCH', '/api/v2/bills/:code', { params, body: { target: 5 } }, extra);
    expect(asked.map(({ headers }) => headers['if-match'])).toEqual([undefined, '"7"']);
  });

  test('whose answer is empty gives nothing', async () => {
    await serve((_got, response) => void response.writeHead(204).end());
    expect(await call('DELETE', '/api/v2/session', {})).toEqual({ data: null, etag: null });
  });
});

describe('a refusal', () => {
  test('carries status, code, sentence and the faults of each field', async () => {
    const errors = [{ pointer: '/target', detail: 'must be at most 1000' }];
    await answering(422, { code: 'not_possible', title: 'No', detail: 'Not so', errors });
    const error = await failureOf(getBill());
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({
      status: 422,
      code: 'not_possible',
      message: 'Not so',
      faults: errors,
      retryAfterS: null,
    });
  });

  test('of a change says that somebody else was first', async () => {
    await answering(412, { code: 'etag_mismatch', title: 'Somebody changed it meanwhile' });
    expect(await failureOf(getBill())).toMatchObject({
      status: 412,
      code: 'etag_mismatch',
      message: 'Somebody changed it meanwhile',
      faults: [],
    });
  });

  test.each([
    ['7', 7],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
    ['soon', null],
  ])('with Retry-After %s asks for %s seconds', async (header, retryAfterS) => {
    await answering(503, { code: 'overloaded' }, { 'retry-after': header });
    expect(await failureOf(getBill())).toMatchObject({ status: 503, retryAfterS });
  });

  test('by something in between, without JSON, still carries its status', async () => {
    await serve((_got, response) => void response.writeHead(502).end('<h1>Bad gateway</h1>'));
    expect(await failureOf(getBill())).toMatchObject({
      status: 502,
      code: 'unknown',
      message: 'HTTP 502',
    });
  });
});

describe('the server is not reached', () => {
  test('when nobody listens', async () => {
    const { close } = await serve(() => undefined);
    await close();
    expect(await failureOf(getBill())).toBeInstanceOf(UnreachableError);
  });

  test('when it hangs up before it answers', async () => {
    await serve((_got, response) => void response.destroy());
    expect(await failureOf(getBill())).toBeInstanceOf(UnreachableError);
  });

  test('when its answer is cut off in the middle', async () => {
    await serve((_got, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
      response.write('{"code":"INV', () => response.destroy());
    });
    expect(await failureOf(getBill())).toBeInstanceOf(UnreachableError);
  });

  test('when something answers in its place, with a page', async () => {
    await serve((_got, response) => void response.writeHead(200).end('<h1>Welcome</h1>'));
    expect(await failureOf(getBill())).toBeInstanceOf(UnreachableError);
  });

  test('but a call that was given up is told as given up', async () => {
    const stop = new AbortController();
    await serve(() => stop.abort());
    const params = { code: 'INV-1' };
    const given = call('GET', '/api/v2/bills/:code', { params }, { signal: stop.signal });
    const error = await failureOf(given);
    expect(error).not.toBeInstanceOf(UnreachableError);
    expect(error).toMatchObject({ name: 'AbortError' });
  });
});

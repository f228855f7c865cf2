import { describe, expect, test } from 'vitest';
import type { LabelIssue, LabelsPreview } from '#contract/label.ts';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { listAll } from '#test/list-all.ts';
import { decodeQr, readPdf } from '#test/pdf.ts';
import { scanner } from '#test/scanner.ts';
import { GRIDS } from './format.ts';

const { app, db, asAdmin, asUser } = await openTestApp();
const admin = client(app, await asAdmin());
const biller = client(app, await asUser('biller'));

const LABELS = '/api/v2/labels';
const POINTS_PER_MM = 72 / 25.4;

let next = 0;
/** A range of parents that no other test has. */
const range = (count: number) => {
  const from = `SB${String(next).padStart(5, '0')}`;
  next += count;
  return { kind: 'parent', from, count };
};
const codesOf = (from: string, count: number) =>
  Array.from(
    { length: count },
    (_, at) => `SB${String(Number(from.slice(2)) + at).padStart(5, '0')}`,
  );

describe('a sheet of labels', () => {
  const formats = ['a4-24', 'a4-40', 'a4-65', 'roll-50x30', 'roll-100x50'] as const;
  test.each(formats)(
    '%s: each label is decoded to its code, and has it to read',
    async (format) => {
      const grid = GRIDS[format];
      const perPage = grid.columns * grid.rows;
      // A page, and one label on the next.
      const wanted = range(perPage + 1);
      const response = await biller.post(LABELS, { ...wanted, format });
      expect(response.statusCode, response.body).toBe(201);
      expect(response.headers['content-type']).toBe('application/pdf');
      const pages = await readPdf(response.rawPayload);
      expect(pages).toHaveLength(2);
      const codes = codesOf(wanted.from, wanted.count);
      for (const [at, code] of codes.entries()) {
        const page = pages[Math.floor(at / perPage)];
        if (page === undefined) throw new Error('a page is missing');
        const [width, height] = grid.labelMm;
        const place = at % perPage;
        const x = grid.marginMm[0] + (place % grid.columns) * (width + grid.gapMm[0]);
        const y = grid.marginMm[1] + Math.floor(place / grid.columns) * (height + grid.gapMm[1]);
        const part = { x, y, width, height };
        const inPoints = Object.entries(part).map(([name, mm]) => [name, mm * POINTS_PER_MM]);
        expect(decodeQr(page, Object.fromEntries(inPoints))).toBe(code);
        expect(page.text).toContain(code);
      }
      const [first] = pages;
      expect(
        [first?.width, first?.height].map((points) => Math.round((points ?? 0) / POINTS_PER_MM)),
      ).toEqual(grid.pageMm);
    },
  );

  test('holds long codes, and codes that came as a list', async () => {
    const codes = ['99999999999999999998', 'AB-12-CD', '0016586'];
    const response = await admin.post(LABELS, { kind: 'child', codes, format: 'a4-65' });
    const [page] = await readPdf(response.rawPayload);
    expect(page?.text.split(/\s+/).filter(Boolean)).toEqual(codes);
  });
});

describe('ZPL', () => {
  test('tells a label printer the size, the QR code and the text of each label', async () => {
    const wanted = range(2);
    const response = await admin.post(LABELS, { ...wanted, format: 'zpl-50x30' });
    expect(response.headers['content-type']).toBe('application/zpl; charset=utf-8');
    expect(response.headers['content-disposition']).toMatch(/filename="labels-\d+-SB\d+\.zpl"$/);
    const labels = response.body.split('^XZ').filter((text) => text.trim() !== '');
    expect(labels).toHaveLength(2);
    for (const [at, code] of codesOf(wanted.from, 2).entries()) {
      expect(labels[at]).toContain('^PW400^LL240');
      expect(labels[at]).toContain(`^FDMA,${code}^FS`);
      expect(labels[at]).toContain(`^FD${code}^FS`);
    }
  });
});

describe('issuing', () => {
  test('a code twice is refused, whole, and changes nothing', async () => {
    const wanted = { ...range(10), format: 'zpl-50x30' };
    await admin.post(LABELS, wanted);
    const fresh = range(1);
    const [overlapping] = codesOf(fresh.from, 1);
    const codes = [overlapping, ...codesOf(wanted.from, 3)];
    const again = await admin.post(LABELS, { kind: 'parent', codes, format: 'a4-24' });
    expect([again.statusCode, again.json().code]).toEqual([409, 'label_issued']);
    expect(again.json().detail).toBe(
      `${wanted.from} and 2 others were issued before: print them again`,
    );
    const found = await admin.get(`${LABELS}?code=${overlapping}`);
    expect(found.json().items).toEqual([]);
    const alone = await admin.post(LABELS, {
      kind: 'parent',
      codes: [overlapping],
      format: 'a4-24',
    });
    expect(alone.statusCode).toBe(201);
  });

  test('of two who issue one range at the same time, one gets it', async () => {
    const wanted = { ...range(300), format: 'zpl-50x30' };
    const both = await Promise.all([admin.post(LABELS, wanted), biller.post(LABELS, wanted)]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
  });

  test('is listed, newest first, page by page, and found by any of its codes', async () => {
    const wanted = range(7);
    await biller.post(LABELS, { ...wanted, product: 'mustard', format: 'zpl-50x30' });
    const all = await listAll<LabelIssue>((cursor) => admin.get(`${LABELS}?limit=2${cursor}`));
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toSorted((a, b) => b - a));
    expect(all[0]).toEqual({
      id: expect.any(Number),
      kind: 'parent',
      product: 'Mustard',
      first: wanted.from,
      last: codesOf(wanted.from, 7).at(-1),
      count: 7,
      isRange: true,
      format: 'zpl-50x30',
      issuedAt: expect.stringMatching(/Z$/),
      issuedBy: 'biller',
    });
    const [third] = codesOf(wanted.from, 7).slice(2);
    expect((await admin.get(`${LABELS}?code=${third}`)).json().items).toEqual([all[0]]);
  });

  test.each([
    ['no codes', {}, '/from'],
    ['a range without a length', { from: 'SB90000' }, '/count'],
    ['a range and codes', { from: 'SB90000', count: 1, codes: ['SB90000'] }, '/codes'],
    ['more than there are', { from: 'SB99999', count: 2 }, '/count'],
    ['no code', { from: 'SB9', count: 1 }, '/from'],
    ["a child's code", { codes: ['SB90000', '0016586'] }, '/codes/1'],
    ["another product's code", { from: 'SB90000', count: 1, product: 'Moong' }, '/from'],
    ['a code twice', { codes: ['SB90000', 'sb90000'] }, '/codes/1'],
    ['a product of packets', { kind: 'child', codes: ['0016587'], product: 'Moong' }, '/product'],
  ])('%s is refused', async (_what, body, pointer) => {
    const response = await admin.post(LABELS, { kind: 'parent', format: 'a4-24', ...body });
    expect([response.statusCode, response.json().errors?.[0]?.pointer]).toEqual([422, pointer]);
  });
});

describe('a preview', () => {
  const preview = (body: object) => admin.post(`${LABELS}/preview`, { kind: 'parent', ...body });

  test('tells the codes and the sheets, and issues nothing', async () => {
    const wanted = { ...range(25), format: 'a4-24' };
    const told = (await preview(wanted)).json<LabelsPreview>();
    expect(told).toMatchObject({
      count: 25,
      first: wanted.from,
      last: codesOf(wanted.from, 25).at(-1),
      product: 'Mustard',
      pages: 2,
      sheet: { pageMm: [210, 297], columns: 3, rows: 8, labelMm: [70, 37] },
      issued: { count: 0, ranges: [] },
      bags: { count: 0, first: null },
    });
    expect(told.onFirstSheet).toEqual(codesOf(wanted.from, 24));
    expect((await admin.post(LABELS, wanted)).statusCode).toBe(201);
  });

  test('of a roll, and of a label printer, has a page for each label', async () => {
    const wanted = range(3);
    for (const format of ['roll-50x30', 'zpl-50x30']) {
      const told = (await preview({ ...wanted, format })).json<LabelsPreview>();
      expect(told).toMatchObject({ pages: 3, sheet: { pageMm: [50, 30], columns: 1, rows: 1 } });
      expect(told.onFirstSheet).toEqual([wanted.from]);
    }
  });

  test('names each range that was issued before, by whom, and the codes it still has', async () => {
    const format = 'zpl-50x30';
    const [before, between, after] = [range(3), range(2), range(4)];
    await biller.post(LABELS, { ...before, format });
    await admin.post(LABELS, { ...after, format });
    const told = (await preview({ from: before.from, count: 8, format })).json<LabelsPreview>();
    const shown = told.issued.ranges.map(({ first, last, count, issuedBy }) => {
      return [first, last, count, issuedBy];
    });
    expect(shown).toEqual([
      [before.from, codesOf(before.from, 3)[2], 3, 'biller'],
      [after.from, codesOf(after.from, 3)[2], 3, 'admin'],
    ]);
    expect(told.issued.count).toBe(6);
    const free = await preview({ codes: codesOf(between.from, 2), format });
    expect(free.json().issued).toEqual({ count: 0, ranges: [] });
  });

  test('tells of bags that bear such a code, whose labels came from elsewhere', async () => {
    const wanted = { ...range(5), format: 'a4-24' };
    const [, second] = codesOf(wanted.from, 5);
    await scanner(app, await asAdmin()).send([{ action: 'open', code: String(second) }]);
    expect((await preview(wanted)).json().bags).toEqual({ count: 1, first: second });
  });

  test('refuses what issuing would refuse, at the same place', async () => {
    const refused = await preview({ from: 'SB99999', count: 2, format: 'a4-24' });
    expect([refused.statusCode, refused.json().errors[0].pointer]).toEqual([422, '/count']);
  });
});

describe('printing again', () => {
  test('gives the same labels, or some of them in another format', async () => {
    const wanted = range(30);
    const issued = await admin.post(LABELS, { ...wanted, format: 'a4-24' });
    const { location } = issued.headers;
    const again = await biller.post(`${location}/reprint`, {});
    expect(again.statusCode).toBe(200);
    const texts = async (bytes: Buffer) => (await readPdf(bytes)).map(({ text }) => text);
    expect(await texts(again.rawPayload)).toEqual(await texts(issued.rawPayload));
    const [, spoilt] = codesOf(wanted.from, 2);
    const one = await biller.post(`${location}/reprint`, { codes: [spoilt], format: 'zpl-100x50' });
    expect(one.body.match(/\^FDMA,(.*)\^FS/)?.[1]).toBe(spoilt);
    const audit = await db.runText(
      `select actor, action from audit_entry where subject = $1 order by seq`,
      [String(location).replace('/api/v2/labels/', 'label:')],
    );
    expect(audit).toEqual([
      { actor: 'admin', action: 'label.issue' },
      { actor: 'biller', action: 'label.reprint' },
      { actor: 'biller', action: 'label.reprint' },
    ]);
  });

  test('is refused for what was not issued, and for codes of another issue', async () => {
    expect((await admin.post(`${LABELS}/32000/reprint`, {})).json().code).toBe('label_unknown');
    const issued = await admin.post(LABELS, { ...range(1), format: 'zpl-50x30' });
    const foreign = { codes: ['M444-99999'] };
    const refused = await admin.post(`${issued.headers.location}/reprint`, foreign);
    expect([refused.statusCode, refused.json().errors[0].pointer]).toEqual([422, '/codes/0']);
  });
});

test('where there is no label, no code is decoded', () => {
  expect(
    decodeQr({ text: '', width: 9, height: 9, boxes: [] }, { x: 0, y: 0, width: 9, height: 9 }),
  ).toBeNull();
});

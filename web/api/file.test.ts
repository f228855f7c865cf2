import { describe, expect, test } from 'vitest';
import { RefusedError, UnreachableError } from './client.ts';
import { makeFile } from './file.ts';
import { answerJson, type Got, serve } from './server.fixture.ts';

const reprint = () => makeFile('/api/v2/labels/:id/reprint', { id: 7 }, { codes: ['SB00001'] });

async function failureOf(making: Promise<unknown>): Promise<unknown> {
  try {
    await making;
  } catch (error) {
    return error;
  }
  throw new Error('the file was made');
}

describe('a file that the server makes', () => {
  test('is asked for with what it is to be of, and comes under its own name', async () => {
    const asked: Got[] = [];
    await serve((got, response) => {
      asked.push(got);
      const disposition = 'attachment; filename="labels-7-SB00001.pdf"';
      response.writeHead(200, { 'content-disposition': disposition }).end('%PDF-1.7');
    });
    const { name, content } = await reprint();
    expect(name).toBe('labels-7-SB00001.pdf');
    expect(await content.text()).toBe('%PDF-1.7');
    expect(asked).toMatchObject([{ method: 'POST', url: '/api/v2/labels/7/reprint' }]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ codes: ['SB00001'] });
  });

  test('has some name where the server gives none', async () => {
    await serve((_got, response) => void response.writeHead(200).end('x'));
    expect((await reprint()).name).toBe('file');
  });

  test('keeps bytes that are no text', async () => {
    const bytes = Buffer.from([0, 255, 128, 10, 13]);
    await serve((_got, response) => void response.writeHead(200).end(bytes));
    expect(Buffer.from(await (await reprint()).content.arrayBuffer())).toEqual(bytes);
  });
});

describe('no file is made', () => {
  test('when the server refuses, and why is told with the field', async () => {
    const errors = [{ pointer: '/codes/0', detail: 'is no label of this issue' }];
    await serve((_got, response) => answerJson(response, 422, { code: 'not_possible', errors }));
    const error = await failureOf(reprint());
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ status: 422, code: 'not_possible', faults: errors });
  });

  test('when it is cut off in the middle: half a sheet of labels is none', async () => {
    await serve((_got, response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      response.write('%PDF', () => response.destroy());
    });
    expect(await failureOf(reprint())).toBeInstanceOf(UnreachableError);
  });

  test('when nobody listens', async () => {
    const { close } = await serve(() => undefined);
    await close();
    expect(await failureOf(reprint())).toBeInstanceOf(UnreachableError);
  });
});

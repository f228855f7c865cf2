import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { endpoint } from './endpoint.ts';
import { openApiOf } from './openapi.ts';
import { pageQuery } from './schema.ts';

const INFO = { title: 'Test', version: '1', description: '' };

const getBag = endpoint({
  method: 'GET',
  path: '/bags/:code/children/:place',
  access: 'lookUp',
  tag: 'Bags',
  summary: 'One child',
  params: Type.Object({ code: Type.String(), place: Type.Integer() }),
  query: Type.Object(pageQuery),
  response: { 200: Type.Object({ code: Type.String() }) },
});

const deleteBag = endpoint({
  method: 'DELETE',
  path: '/bags/:code/children/:place',
  access: 'administer',
  tag: 'Bags',
  summary: 'Take it out',
  description: 'For ever.',
  response: { 204: Type.Null({ description: 'Gone' }) },
});

const upload = endpoint({
  method: 'POST',
  path: '/upload',
  access: 'public',
  tag: 'Files',
  summary: 'Send a file',
  takes: ['multipart/form-data'],
  gives: ['text/csv'],
  body: Type.Object({ file: Type.String() }),
  response: { 200: Type.String(), 202: Type.Null() },
});

const api = openApiOf(INFO, [getBag, deleteBag, upload]);
const path = '/bags/{code}/children/{place}';

test('endpoints of one address are together, in the order of the table', () => {
  expect(Object.keys(api.paths)).toEqual([path, '/upload']);
  expect(Object.keys(api.paths[path] ?? {})).toEqual(['get', 'delete']);
  expect(api.tags).toEqual([{ name: 'Bags' }, { name: 'Files' }]);
});

test('each has an id that a client can be made from, and a page linked by', () => {
  const ids = Object.values(api.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect(ids).toEqual([
    'get-bags-code-children-place',
    'delete-bags-code-children-place',
    'post-upload',
  ]);
});

test('parameters say where they are, and whether they are needed', () => {
  const parameters = api.paths[path]?.get?.parameters.map(({ name, in: place, required }) => [
    name,
    place,
    required,
  ]);
  expect(parameters).toEqual([
    ['code', 'path', true],
    ['place', 'path', true],
    ['limit', 'query', false],
    ['cursor', 'query', false],
  ]);
});

test('who may call follows from the permissions', () => {
  expect(api.paths[path]?.get?.['x-roles']).toEqual(['admin', 'biller', 'dispatcher']);
  expect(api.paths[path]?.delete?.['x-roles']).toEqual(['admin']);
  expect(api.paths['/upload']?.post).toMatchObject({ 'x-roles': [], security: [] });
});

test('answers have their media types, and none where there is no body', () => {
  expect(api.paths[path]?.delete?.responses['204']).toEqual({ description: 'Gone' });
  expect(api.paths['/upload']?.post?.responses).toMatchObject({
    200: { content: { 'text/csv': { schema: { type: 'string' } } } },
    202: { description: 'Done' },
    default: {
      content: {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      },
    },
  });
});

test('the body has its media types', () => {
  expect(api.paths['/upload']?.post?.requestBody).toMatchObject({
    required: true,
    content: { 'multipart/form-data': { schema: { required: ['file'] } } },
  });
  expect(api.paths[path]?.get).not.toHaveProperty('requestBody');
});

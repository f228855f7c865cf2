import { Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Name, SmallId } from './schema.ts';

const tag = 'Areas';

const Area = Type.Object({ id: Type.Integer(), name: Type.String({ examples: ['lucknow'] }) });
const AreaFields = Type.Object({ name: Name });

export const listAreas = endpoint({
  method: 'GET',
  path: '/api/v2/areas',
  access: 'signedIn',
  tag,
  summary: 'List all areas',
  response: { 200: Type.Object({ items: Type.Array(Area) }) },
});

export const createArea = endpoint({
  method: 'POST',
  path: '/api/v2/areas',
  access: 'administer',
  tag,
  summary: 'Add an area',
  description: 'Refused with `name_taken`; names are compared without case.',
  body: AreaFields,
  response: { 201: Area },
});

export const getArea = endpoint({
  method: 'GET',
  path: '/api/v2/areas/:id',
  access: 'signedIn',
  tag,
  summary: 'One area',
  params: SmallId,
  response: { 200: Area },
});

export const changeArea = endpoint({
  method: 'PATCH',
  needsIfMatch: true,
  path: '/api/v2/areas/:id',
  access: 'administer',
  tag,
  summary: 'Rename an area',
  description: 'Needs `If-Match` with the ETag.',
  params: SmallId,
  body: AreaFields,
  response: { 200: Area },
});

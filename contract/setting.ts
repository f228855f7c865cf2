import { Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Nullable } from './schema.ts';

const tag = 'Settings';

const Settings = Type.Object({
  childPattern: Nullable(
    Type.String({
      maxLength: 20,
      description:
        'what the code of a packet without a label must match: fixed text with # for each digit',
      examples: ['#######'],
    }),
  ),
});

export const getSettings = endpoint({
  method: 'GET',
  path: '/api/v2/settings',
  access: 'signedIn',
  tag,
  summary: 'The settings of the site',
  response: { 200: Settings },
});

export const changeSettings = endpoint({
  method: 'PATCH',
  path: '/api/v2/settings',
  access: 'administer',
  tag,
  summary: 'Change settings',
  description: 'They hold for the next scan, on all processes within a second.',
  body: Type.Partial(Settings),
  response: { 200: Settings },
});

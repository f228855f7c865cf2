import { Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Credentials } from './session.ts';

const tag = 'Pages';
const gives = ['text/html'];
const Html = Type.String({ description: 'A page' });

export const getRoot = endpoint({
  method: 'GET',
  path: '/',
  access: 'public',
  tag,
  summary: 'The state of the server, or the home page',
  description:
    'The page for clients that accept `text/html`; who is not signed in is sent to sign in.',
  gives: ['application/json', 'text/html'],
  response: {
    200: Type.Union([Type.Object({ status: Type.String({ examples: ['ok'] }) }), Html]),
    302: Type.Null({ description: 'To `/login`' }),
  },
});

export const getLoginPage = endpoint({
  method: 'GET',
  path: '/login',
  access: 'public',
  tag,
  summary: 'The page to sign in',
  gives,
  response: { 200: Html },
});

export const postLogin = endpoint({
  method: 'POST',
  path: '/login',
  access: 'public',
  tag,
  summary: 'Sign in with a form',
  takes: ['application/x-www-form-urlencoded'],
  gives,
  body: Credentials,
  response: {
    302: Type.Null({ description: 'Signed in: the cookie, and the way to `/`' }),
    401: Html,
    423: Html,
    503: Html,
  },
});

export const postLogout = endpoint({
  method: 'POST',
  path: '/logout',
  access: 'public',
  tag,
  summary: 'Sign out with a form',
  response: { 302: Type.Null({ description: 'To `/login`' }) },
});

export const getDocsPage = endpoint({
  method: 'GET',
  path: '/api/docs',
  access: 'public',
  tag,
  summary: 'This documentation',
  gives,
  response: { 200: Html },
});

export const getOpenApi = endpoint({
  method: 'GET',
  path: '/api/openapi.json',
  access: 'public',
  tag,
  summary: 'This documentation as an OpenAPI 3.1 document',
  response: { 200: Type.Unknown() },
});

import { Type } from 'typebox';
import { endpoint, FORMS } from './endpoint.ts';
import { OneOf } from './schema.ts';
import { Credentials } from './session.ts';

const tag = 'Pages';
const gives = ['text/html'];
const Html = Type.Unsafe<string | Uint8Array>({ type: 'string', description: 'A page' });

/** Where the form leads once signed in. */
const Next = Type.Optional(
  Type.String({ description: 'a path of this site, such as `/bags?kind=parent`; default `/`' }),
);

export const getRoot = endpoint({
  method: 'GET',
  path: '/',
  access: 'public',
  tag,
  summary: 'The state of the server, or the web app',
  description:
    'The app for clients that accept `text/html`; who is not signed in is sent to sign in, as at ' +
    'the addresses of all its pages.',
  gives: ['application/json', 'text/html'],
  response: {
    200: Type.Union([Type.Object({ status: Type.String({ examples: ['ok'] }) }), Html]),
    302: Type.Null({ description: 'To `/login`' }),
    304: Type.Null({ description: 'The client has this version of the page' }),
    503: Html,
  },
});

const Language = { lang: Type.Optional(OneOf(['en', 'hi'])) };

export const getLoginPage = endpoint({
  method: 'GET',
  path: '/login',
  access: 'public',
  tag,
  summary: 'The page to sign in',
  gives,
  query: Type.Object({ next: Next, ...Language }),
  response: { 200: Html },
});

export const postLogin = endpoint({
  method: 'POST',
  path: '/login',
  access: 'public',
  tag,
  summary: 'Sign in with a form',
  takes: FORMS,
  gives,
  query: Type.Object(Language),
  body: Type.Object({ ...Credentials.properties, next: Next }),
  answersInvalid: true,
  response: {
    302: Type.Null({ description: 'Signed in: the cookie, and the way to `next`' }),
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

export const getInstallPage = endpoint({
  method: 'GET',
  path: '/install',
  access: 'public',
  tag,
  summary: 'How a phone comes to trust this server and to have the app',
  gives,
  query: Type.Object(Language),
  response: { 200: Html },
});

export const getAuthority = endpoint({
  method: 'GET',
  path: '/install/authority.crt',
  access: 'public',
  tag,
  summary: "The certificate of the site's own authority",
  description: 'Made by `traitortrack tls`; 404 on a server without one.',
  gives: ['application/x-x509-ca-cert'],
  response: { 200: Type.Unsafe<string | Uint8Array>({ type: 'string', format: 'binary' }) },
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

import { Type } from 'typebox';
import { ROLES } from '#domain/permission.ts';
import { endpoint } from './endpoint.ts';
import { Nullable, OneOf } from './schema.ts';

const tag = 'Signing in';

/** Far more than a name may have; longer ones, which are noted when they fail, are refused. */
const USERNAME_LENGTH_MAX = 200;
/** Nothing longer is hashed; people's own limits are in `domain/password.ts`. */
const PASSWORD_LENGTH_MAX = 1_000;

const Session = Type.Object({
  user: Type.Object({
    id: Type.Integer(),
    username: Type.String(),
    role: OneOf(ROLES),
    area: Nullable(Type.String({ description: "the area's name" })),
  }),
  timeZone: Type.String({
    description: "where the site's days begin and end; its pages show times in it",
    examples: ['Asia/Kolkata'],
  }),
});

export const Credentials = Type.Object({
  username: Type.String({ maxLength: USERNAME_LENGTH_MAX }),
  password: Type.String({ maxLength: PASSWORD_LENGTH_MAX }),
  totp: Type.Optional(
    Type.String({ maxLength: 10, description: 'taken, and not used by any account yet' }),
  ),
});

export const signIn = endpoint({
  method: 'POST',
  path: '/api/v2/session',
  access: 'public',
  tag,
  summary: 'Sign in',
  description:
    'Sets the cookie `tt_session`. A session ends after 12 hours without use, or 30 days. Five ' +
    'wrong passwords lock the account for the address they came from, for 15 minutes: 423 with ' +
    '`Retry-After`.',
  body: Credentials,
  response: { 200: Session },
});

export const getSession = endpoint({
  method: 'GET',
  path: '/api/v2/session',
  access: 'signedIn',
  tag,
  summary: 'Who is signed in',
  response: { 200: Session },
});

export const signOut = endpoint({
  method: 'DELETE',
  path: '/api/v2/session',
  access: 'signedIn',
  tag,
  summary: 'Sign out',
  response: { 204: Type.Null() },
});

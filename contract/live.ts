import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Instant, Nullable, OneOf } from './schema.ts';

/** Small notes of what has changed; whoever shows it reads it again. */

export const NOTE_TYPES = [
  'bag.changed',
  'bill.changed',
  'stats.changed',
  'import.progress',
  'alert.raised',
] as const;
export type NoteType = (typeof NOTE_TYPES)[number];

export const Note = Type.Object({
  type: OneOf(NOTE_TYPES),
  code: Nullable(
    Type.String({
      description:
        'of the bag or bill, id of the import; null for totals and alerts, or for many at once',
    }),
  ),
  at: Instant,
});
export type Note = Static<typeof Note>;

export const streamNotes = endpoint({
  method: 'GET',
  path: '/api/v2/events',
  access: 'signedIn',
  tag: 'Live',
  summary: 'What has changed, as server-sent events',
  description:
    'Each event is named by its `type`, and its data is `{type, code, at}`: a hint, so read what ' +
    'you show again. Dispatchers are told of bags of their own area and of none; only admins of ' +
    'alerts, when one is raised, changes or ends; of imports those who may import. With ' +
    '`Last-Event-ID` what was missed is told first; where that is no longer known, one note of ' +
    'each type whose `code` is null. Changes are gathered for up to a quarter of a second.',
  gives: ['text/event-stream'],
  response: { 200: Type.String() },
});

import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { STATION_LENGTH_MAX } from './scan.ts';
import { Instant, Nullable } from './schema.ts';

/** What stations say of themselves, and the view over the floor. */

const tag = 'Stations';

export const Heartbeat = Type.Object({
  station: Type.String({ minLength: 1, maxLength: STATION_LENGTH_MAX }),
  waiting: Type.Integer({
    minimum: 0,
    maximum: 10_000_000,
    description: 'scans on the device that the server has not confirmed',
  }),
  oldestWaitingAt: Nullable(Instant),
  clock: Type.String({ format: 'date-time', description: "the device's clock, as it sends this" }),
});
export type Heartbeat = Static<typeof Heartbeat>;

export const sendHeartbeat = endpoint({
  method: 'POST',
  path: '/api/v2/stations/heartbeat',
  access: 'signedIn',
  tag,
  summary: 'Tell how a station does',
  description:
    'Every 15 seconds is often enough; more than one in 2 seconds for a station is refused with ' +
    '`too_many_requests`. The station belongs to the area of who is signed in.',
  body: Heartbeat,
  response: {
    200: Type.Object({
      clock: Type.String({ format: 'date-time', description: "the server's clock" }),
      skewMs: Type.Integer({ description: "the device's clock less the server's" }),
    }),
  },
});

const StationPerson = Type.Object({
  user: Type.String(),
  scans: Type.Integer({ description: 'of the last 15 minutes' }),
  scansPerMinute: Type.Number({ description: 'of the last 5 minutes' }),
  refusedPercent: Type.Number({ description: 'of the last 15 minutes' }),
});

export const Station = Type.Object({
  station: Type.String(),
  area: Nullable(Type.String()),
  user: Nullable(Type.String({ description: 'who sent the last heartbeat' })),
  waiting: Nullable(Type.Integer({ description: 'null without a heartbeat' })),
  oldestWaitingAt: Nullable(Instant),
  clockSkewMs: Nullable(Type.Integer()),
  lastSeenAt: Nullable(Instant),
  scans: Type.Integer({ description: 'of the last 15 minutes' }),
  scansPerMinute: Type.Number({ description: 'of the last 5 minutes' }),
  refusedPercent: Type.Number({ description: 'of the last 15 minutes' }),
  people: Type.Array(StationPerson),
});
export type Station = Static<typeof Station>;

export const listStations = endpoint({
  method: 'GET',
  path: '/api/v2/stations',
  access: 'list',
  tag,
  summary: 'The stations of the last day, as they are now',
  description: 'A dispatcher sees those of their own area. Scans without a station are not shown.',
  response: {
    200: Type.Object({
      at: Type.String({ format: 'date-time', description: "the server's clock, for ages" }),
      items: Type.Array(Station),
    }),
  },
});

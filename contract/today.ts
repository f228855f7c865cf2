import { type Static, Type } from 'typebox';
import { Bag } from './bag.ts';
import { endpoint } from './endpoint.ts';
import { CalendarDate, Instant, Nullable } from './schema.ts';

/** What happened on the site's day so far, for whoever watches over it. */

export const OPEN_PARENTS_SHOWN_MAX = 20;
export const PEOPLE_MINUTES = 10;

const Count = Type.Integer({ minimum: 0 });
const counts = {
  packed: Type.Integer({ minimum: 0, description: 'children packed or moved' }),
  billed: Type.Integer({ minimum: 0, description: 'parents put on a bill' }),
  refused: Type.Integer({ minimum: 0, description: 'scans answered with an error' }),
};

export const Today = Type.Object({
  day: CalendarDate,
  hours: Type.Array(
    Type.Object({
      hour: Type.String({ format: 'date-time', description: 'its start' }),
      ...counts,
    }),
    { description: 'all hours of the day, those to come as well' },
  ),
  stations: Type.Array(
    Type.Object({
      station: Nullable(Type.String({ description: 'null for scans that name none' })),
      ...counts,
      lastScanAt: Instant,
    }),
    { description: 'the busiest first' },
  ),
  people: Type.Array(
    Type.Object({
      username: Type.String(),
      station: Nullable(Type.String({ description: 'of the last scan' })),
      scans: Type.Integer({ minimum: 0, description: 'of the day' }),
      lastScanAt: Instant,
    }),
    { description: `who scanned within the last ${PEOPLE_MINUTES} minutes, the last one first` },
  ),
  openParents: Type.Object(
    {
      count: Count,
      isAll: Type.Boolean({ description: 'false when there may be more than were looked at' }),
      items: Type.Array(Bag, { description: `the newest ${OPEN_PARENTS_SHOWN_MAX}` }),
    },
    { description: 'parents that are neither empty, full nor sealed' },
  ),
  billsProcessing: Count,
});
export type Today = Static<typeof Today>;

export const getToday = endpoint({
  method: 'GET',
  path: '/api/v2/stats/today',
  access: 'list',
  tag: 'Totals',
  summary: "The site's day so far",
  description:
    'By hour, by station and by person; for dispatchers the scans of their own area and of none. ' +
    'Up to 5 seconds old.',
  response: { 200: Today },
});

import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';

/** Totals of the whole site, in the original system's words. */

const Statistics = Type.Object({
  total_bags: Type.Integer({ description: 'void bags are not counted' }),
  total_parent_bags: Type.Integer(),
  total_child_bags: Type.Integer(),
  total_scans: Type.Integer({ description: 'refused ones, too' }),
  scans_today: Type.Integer({ description: "on the site's day" }),
  total_bills: Type.Integer(),
  bills_by_status: Type.Object({
    new: Type.Integer(),
    processing: Type.Integer(),
    completed: Type.Integer(),
  }),
  total_users: Type.Integer({ description: 'who may sign in' }),
});
export type Statistics = Static<typeof Statistics>;

const Stats = Type.Object({
  success: Type.Literal(true),
  statistics: Statistics,
  cached: Type.Boolean({ description: 'whether it was read for an earlier request' }),
  cache_age: Type.Number({ description: 'seconds since it was read' }),
});
export type Stats = Static<typeof Stats>;

export const getStats = endpoint({
  method: 'GET',
  path: '/api/v2/stats',
  access: 'signedIn',
  tag: 'Totals',
  summary: 'How many bags, scans, bills and users there are',
  description: 'Never more than a second behind what was confirmed, on any instance.',
  response: { 200: Stats },
});

import { type Static, Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Id, Instant, Nullable, OneOf, pageOf, pageQuery, periodQuery } from './schema.ts';

/** What is to be told to admins, and what was told. */

const tag = 'Alerts';

export const ALERT_RULES = [
  'response_time',
  'cpu',
  'memory',
  'error_rate',
  'database_away',
  'replication_lag',
  'disk',
  'job_failed',
  'station_unsent',
  'station_refused',
  'verify_failed',
] as const;
export type AlertRuleKey = (typeof ALERT_RULES)[number];

export const ALERT_LEVELS = ['warning', 'critical'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

const Level = Nullable(
  Type.Number({ minimum: 0, maximum: 1e9, description: 'reached at this value; null: never' }),
);

const ruleFields = {
  warning: Level,
  critical: Level,
  windowSeconds: Type.Integer({
    minimum: 1,
    maximum: 900,
    description: 'how far back is looked',
  }),
  clearSeconds: Type.Integer({
    minimum: 1,
    maximum: 86_400,
    description: 'how long the value must stay a tenth below a level before the alert ends',
  }),
  isEnabled: Type.Boolean(),
};

export const AlertRule = Type.Object({
  key: OneOf(ALERT_RULES),
  title: Type.String(),
  unit: Type.String({ examples: ['ms'] }),
  ...ruleFields,
  default: Type.Object(ruleFields, { description: 'what a new installation has' }),
  etag: Type.String({ description: 'for `If-Match` of a change' }),
});
export type AlertRule = Static<typeof AlertRule>;

export const RuleChange = Type.Partial(Type.Object(ruleFields));
export type RuleChange = Static<typeof RuleChange>;

const RuleKey = Type.Object({ key: OneOf(ALERT_RULES) });

export const listAlertRules = endpoint({
  method: 'GET',
  path: '/api/v2/alert-rules',
  access: 'administer',
  tag,
  summary: 'All rules',
  response: {
    200: Type.Object({
      items: Type.Array(AlertRule),
      mail: Type.Object(
        {
          missing: Nullable(Type.String({ description: 'why nobody is mailed' })),
          to: Type.Array(Type.String()),
        },
        { description: 'who is mailed when an alert is raised, changes its level or ends' },
      ),
    }),
  },
});

export const getAlertRule = endpoint({
  method: 'GET',
  path: '/api/v2/alert-rules/:key',
  access: 'administer',
  tag,
  summary: 'One rule',
  params: RuleKey,
  response: { 200: AlertRule },
});

export const changeAlertRule = endpoint({
  method: 'PATCH',
  needsIfMatch: true,
  path: '/api/v2/alert-rules/:key',
  access: 'administer',
  tag,
  summary: 'Change a rule',
  description:
    'Needs `If-Match` with the ETag. It holds within seconds, on all processes. A rule that is ' +
    'switched off ends its alerts.',
  params: RuleKey,
  body: RuleChange,
  response: { 200: AlertRule },
});

export const Alert = Type.Object({
  id: Type.Integer(),
  rule: OneOf(ALERT_RULES),
  level: OneOf(ALERT_LEVELS),
  subject: Nullable(
    Type.String({ description: 'what of several things it is about, such as a station' }),
  ),
  message: Type.String({ examples: ['Response time, 95th percentile: 240 ms'] }),
  value: Type.Number({ description: 'the latest, in the unit of the rule' }),
  worst: Type.Number({ description: 'since it was raised' }),
  unit: Type.String(),
  raisedAt: Instant,
  clearedAt: Nullable(Instant),
  acknowledgedAt: Nullable(Instant),
  acknowledgedBy: Nullable(Type.String()),
  acknowledgedNote: Nullable(
    Type.String({ examples: ['A cable was loose; it is being replaced'] }),
  ),
});
export type Alert = Static<typeof Alert>;

export const listAlerts = endpoint({
  method: 'GET',
  path: '/api/v2/alerts',
  access: 'administer',
  tag,
  summary: 'Alerts, newest first',
  query: Type.Object({
    ...pageQuery,
    ...periodQuery,
    state: Type.Optional(OneOf(['open', 'cleared'])),
    level: Type.Optional(OneOf(ALERT_LEVELS)),
    rule: Type.Optional(OneOf(ALERT_RULES)),
  }),
  response: { 200: pageOf(Alert) },
});

export const ALERT_NOTE_LENGTH_MAX = 200;

/** On one line: no control characters. */
const AlertNote = Type.String({ maxLength: ALERT_NOTE_LENGTH_MAX, pattern: '^\\P{Cc}*$' });

export const acknowledgeAlert = endpoint({
  method: 'POST',
  path: '/api/v2/alerts/:id/acknowledge',
  access: 'administer',
  tag,
  summary: 'Say that somebody looks after it',
  description:
    'With the name of who is signed in, and a few words if they like. The first name stays, and ' +
    'what was said with it; an alert goes on or ends.',
  params: Id,
  body: Nullable(Type.Object({ note: Type.Optional(AlertNote) })),
  response: { 200: Alert },
});

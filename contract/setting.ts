import { type Static, Type } from 'typebox';
import { WEEKDAYS } from '#domain/report-schedule.ts';
import { endpoint } from './endpoint.ts';
import { Nullable, OneOf } from './schema.ts';

const tag = 'Settings';

export const REPORT_RECIPIENTS_MAX = 20;
/** RFC 5321, 4.5.3.1.3, without the angle brackets. */
export const Recipient = Type.String({ format: 'email', maxLength: 254 });

const Settings = Type.Object({
  childPattern: Nullable(
    Type.String({
      maxLength: 20,
      description:
        'what the code of a packet without a label must match: fixed text with # for each digit',
      examples: ['#######'],
    }),
  ),
  dayReport: Nullable(
    Type.Object(
      {
        at: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', examples: ['19:30'] }),
        to: Type.Array(Recipient, { minItems: 1, maxItems: REPORT_RECIPIENTS_MAX }),
        days: Type.Optional(
          Type.Array(OneOf(WEEKDAYS), {
            minItems: 1,
            uniqueItems: true,
            description: 'on which it is mailed; every day unless given',
          }),
        ),
        isOn: Type.Optional(
          Type.Boolean({ description: 'false keeps time and recipients, and mails nothing' }),
        ),
      },
      {
        description:
          'when, by the clocks of the site, the end-of-day report is mailed, and to whom; before ' +
          'noon it tells of the day before. Only admins see it.',
      },
    ),
  ),
  alertMail: Nullable(
    Type.Object(
      { to: Type.Array(Recipient, { maxItems: REPORT_RECIPIENTS_MAX }) },
      {
        description:
          'who is mailed of alerts, or nobody; null: all admins with an address. Only admins ' +
          'see it.',
      },
    ),
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

const SettingsChange = Type.Partial(Settings);
export type SettingsChange = Static<typeof SettingsChange>;

export const changeSettings = endpoint({
  method: 'PATCH',
  path: '/api/v2/settings',
  access: 'administer',
  tag,
  summary: 'Change settings',
  description: 'They hold for the next scan, on all processes within a second.',
  body: SettingsChange,
  response: { 200: Settings },
});

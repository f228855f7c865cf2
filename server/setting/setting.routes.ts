import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/setting.ts';
import { can } from '#domain/permission.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import { changeSettings, getSettings } from './setting.ts';

/** Reading and changing the site's settings. */
export function settingRoutes(app: FastifyInstance, deps: Deps): void {
  // Addresses of people are not everybody's business.
  addRoute(app, deps, contract.getSettings, ({ person }) => {
    const settings = getSettings(deps);
    return can(person, 'administer') ? settings : { ...settings, dayReport: null, alertMail: null };
  });
  addRoute(app, deps, contract.changeSettings, ({ person, body, request }) =>
    changeSettings(deps, { person, ip: request.ip }, body),
  );
}

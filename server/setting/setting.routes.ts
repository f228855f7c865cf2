import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/setting.ts';
import type { Deps } from '../deps.ts';
import { addRoute } from '../http/route.ts';
import { changeSettings, getSettings } from './setting.ts';

/** Reading and changing the site's settings. */
export function settingRoutes(app: FastifyInstance, deps: Deps): void {
  addRoute(app, deps, contract.getSettings, () => getSettings(deps));
  addRoute(app, deps, contract.changeSettings, ({ person, body, request }) =>
    changeSettings(deps, { person, ip: request.ip }, body),
  );
}

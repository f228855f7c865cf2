import type { FastifyInstance } from 'fastify';
import { alertRoutes } from '../alert/alert.routes.ts';
import type { Deps } from '../deps.ts';
import { monitorRoutes } from '../monitor/monitor.routes.ts';
import { openMonitor } from '../monitor/monitor.ts';
import { systemStateOf } from '../monitor/state.ts';

/** Opens the monitor, which ends with the app, and adds what shows it and what judges by it. */
export function watchRoutes(app: FastifyInstance, deps: Deps): void {
  const monitor = openMonitor(deps, () => countConnections(app));
  app.addHook('onClose', () => monitor.close());
  const state = () => systemStateOf(deps, monitor);
  deps.telemetry?.sendFigures({ meter: deps.meter, monitor, state });
  monitorRoutes(app, deps, monitor);
  alertRoutes(app, deps, monitor);
}

function countConnections({ server }: FastifyInstance): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => resolve(count ?? 0));
  });
}

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { Crash, NotFound } from '../ui/states.tsx';
import { Frame } from './frame.tsx';
import { parseSearch, stringifySearch, textSearch } from './search-params.ts';

const root = createRootRoute({ component: Frame });
const getParentRoute = () => root;

const dashboard = createRoute({
  getParentRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../dashboard/dashboard-page.tsx'), 'DashboardPage'),
});

export const BAG_FILTERS = [
  'q',
  'kind',
  'status',
  'area',
  'product',
  'billed',
  'packed',
  'from',
  'to',
  'sort',
] as const;

const bags = createRoute({
  getParentRoute,
  path: '/bags',
  validateSearch: textSearch(BAG_FILTERS),
  component: lazyRouteComponent(() => import('../bags/bags-page.tsx'), 'BagsPage'),
});

const bag = createRoute({
  getParentRoute,
  path: '/bags/$code',
  component: lazyRouteComponent(() => import('../bags/bag-page.tsx'), 'BagPage'),
});

export const BILL_FILTERS = ['q', 'status', 'dealer', 'createdBy', 'from', 'to'] as const;

const bills = createRoute({
  getParentRoute,
  path: '/bills',
  validateSearch: textSearch(BILL_FILTERS),
  component: lazyRouteComponent(() => import('../bills/bills-page.tsx'), 'BillsPage'),
});

const bill = createRoute({
  getParentRoute,
  path: '/bills/$code',
  component: lazyRouteComponent(() => import('../bills/bill-page.tsx'), 'BillPage'),
});

export const SCAN_FILTERS = ['code', 'user', 'station', 'outcome', 'from', 'to'] as const;

const scans = createRoute({
  getParentRoute,
  path: '/scans',
  validateSearch: textSearch(SCAN_FILTERS),
  component: lazyRouteComponent(() => import('../scans/scans-page.tsx'), 'ScansPage'),
});

/** The field of the trace desk stays while the answers below it change. */
const trace = createRoute({
  getParentRoute,
  path: '/trace',
  component: lazyRouteComponent(() => import('../trace/trace-page.tsx'), 'TracePage'),
});

const traceIndex = createRoute({
  getParentRoute: () => trace,
  path: '/',
  component: lazyRouteComponent(() => import('../trace/trace-start.tsx'), 'TraceStart'),
});

const traced = createRoute({
  getParentRoute: () => trace,
  path: '$code',
  component: lazyRouteComponent(() => import('../trace/trace-answer.tsx'), 'TraceAnswer'),
});

const users = createRoute({
  getParentRoute,
  path: '/admin/users',
  component: lazyRouteComponent(() => import('../admin/users-page.tsx'), 'UsersPage'),
});

const areas = createRoute({
  getParentRoute,
  path: '/admin/areas',
  component: lazyRouteComponent(() => import('../admin/areas-page.tsx'), 'AreasPage'),
});

const products = createRoute({
  getParentRoute,
  path: '/admin/products',
  component: lazyRouteComponent(() => import('../admin/products-page.tsx'), 'ProductsPage'),
});

const settings = createRoute({
  getParentRoute,
  path: '/admin/settings',
  component: lazyRouteComponent(() => import('../admin/settings-page.tsx'), 'SettingsPage'),
});

const account = createRoute({
  getParentRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('../session/account-page.tsx'), 'AccountPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    dashboard,
    bags,
    bag,
    bills,
    bill,
    scans,
    trace.addChildren([traceIndex, traced]),
    users,
    areas,
    products,
    settings,
    account,
  ]),
  parseSearch,
  stringifySearch,
  defaultNotFoundComponent: () => <NotFound />,
  defaultErrorComponent: () => <Crash />,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

import type { FetchQueryOptions, QueryKey } from '@tanstack/react-query';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { UnreachableError } from '../api/client.ts';
import { bagsQuery, traceQuery } from '../bags/queries.ts';
import { billQuery, billsQuery } from '../bills/queries.ts';
import { billsUnderWayQuery, statsQuery, todayQuery } from '../dashboard/queries.ts';
import { floorQuery } from '../floor/queries.ts';
import { importQuery } from '../imports/queries.ts';
import { labelsQuery } from '../labels/queries.ts';
import { dayQuery } from '../reports/queries.ts';
import { scansQuery } from '../scans/queries.ts';
import { NotFound } from '../ui/states.tsx';
import { Frame } from './frame.tsx';
import { PageFailed } from './page-failed.tsx';
import { areasQuery, type listQuery, productsQuery } from './queries.ts';
import { queryClient } from './query-client.ts';
import { parseSearch, stringifySearch, textSearch } from './search-params.ts';

const root = createRootRoute({ component: Frame });
const getParentRoute = () => root;

/**
 * A page whose code is loaded when it is first opened. Without a network that fails: the router
 * would reload the window then, into the browser's own error page.
 */
function page<Module extends Record<Name, () => ReactNode>, Name extends string>(
  load: () => Promise<Module>,
  name: Name,
) {
  const loadOrTell = async () => {
    try {
      return await load();
    } catch (cause) {
      throw new UnreachableError('A part of the app was not reached', { cause });
    }
  };
  return lazyRouteComponent(loadOrTell, name);
}

/** Asks for what a page shows while the code of the page is still on its way. */
function ahead<T, Key extends QueryKey>(query: FetchQueryOptions<T, Error, T, Key>): void {
  void queryClient.prefetchQuery(query);
}

/** The same for the first page of a list. */
function aheadOfList<T>(query: ReturnType<typeof listQuery<object, T>>): void {
  void queryClient.prefetchInfiniteQuery(query);
}

const dashboard = createRoute({
  getParentRoute,
  path: '/',
  loader: () => {
    ahead(statsQuery);
    ahead(todayQuery);
    ahead(billsUnderWayQuery);
  },
  component: page(() => import('../dashboard/dashboard-page.tsx'), 'DashboardPage'),
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
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) => {
    aheadOfList(bagsQuery(deps));
    ahead(areasQuery);
    ahead(productsQuery);
  },
  component: page(() => import('../bags/bags-page.tsx'), 'BagsPage'),
});

const bag = createRoute({
  getParentRoute,
  path: '/bags/$code',
  loader: ({ params }) => ahead(traceQuery(params.code)),
  component: page(() => import('../bags/bag-page.tsx'), 'BagPage'),
});

export const BILL_FILTERS = ['q', 'status', 'dealer', 'createdBy', 'from', 'to'] as const;

const bills = createRoute({
  getParentRoute,
  path: '/bills',
  validateSearch: textSearch(BILL_FILTERS),
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) => aheadOfList(billsQuery(deps)),
  component: page(() => import('../bills/bills-page.tsx'), 'BillsPage'),
});

const bill = createRoute({
  getParentRoute,
  path: '/bills/$code',
  loader: ({ params }) => ahead(billQuery(params.code)),
  component: page(() => import('../bills/bill-page.tsx'), 'BillPage'),
});

export const SCAN_FILTERS = ['code', 'user', 'station', 'outcome', 'from', 'to'] as const;

const scans = createRoute({
  getParentRoute,
  path: '/scans',
  validateSearch: textSearch(SCAN_FILTERS),
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) => aheadOfList(scansQuery(deps)),
  component: page(() => import('../scans/scans-page.tsx'), 'ScansPage'),
});

/** The field of the trace desk stays while the answers below it change. */
const trace = createRoute({
  getParentRoute,
  path: '/trace',
  component: page(() => import('../trace/trace-page.tsx'), 'TracePage'),
});

const traceIndex = createRoute({
  getParentRoute: () => trace,
  path: '/',
  component: page(() => import('../trace/trace-start.tsx'), 'TraceStart'),
});

const traced = createRoute({
  getParentRoute: () => trace,
  path: '$code',
  loader: ({ params }) => ahead(traceQuery(params.code)),
  component: page(() => import('../trace/trace-answer.tsx'), 'TraceAnswer'),
});

const searchOfImport = textSearch(['fate']);
const searchOfLabels = textSearch(['code']);
const searchOfReport = textSearch(['day']);

const imports = createRoute({
  getParentRoute,
  path: '/imports',
  component: page(() => import('../imports/imports-page.tsx'), 'ImportsPage'),
});

const oneImport = createRoute({
  getParentRoute,
  path: '/imports/$id',
  validateSearch: searchOfImport,
  loader: ({ params }) => ahead(importQuery(params.id)),
  component: page(() => import('../imports/import-page.tsx'), 'ImportPage'),
});

const labels = createRoute({
  getParentRoute,
  path: '/labels',
  validateSearch: searchOfLabels,
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) => {
    aheadOfList(labelsQuery(deps.code));
    ahead(productsQuery);
  },
  component: page(() => import('../labels/labels-page.tsx'), 'LabelsPage'),
});

const report = createRoute({
  getParentRoute,
  path: '/reports/day',
  validateSearch: searchOfReport,
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) => ahead(dayQuery(deps.day)),
  component: page(() => import('../reports/report-page.tsx'), 'ReportPage'),
});

const floor = createRoute({
  getParentRoute,
  path: '/floor',
  loader: () => ahead(floorQuery),
  component: page(() => import('../floor/floor-page.tsx'), 'FloorPage'),
});

const alerts = createRoute({
  getParentRoute,
  path: '/alerts',
  validateSearch: textSearch(['rule', 'level', 'from', 'to']),
  component: page(() => import('../alerts/alerts-page.tsx'), 'AlertsPage'),
});

const alertRules = createRoute({
  getParentRoute,
  path: '/alerts/rules',
  component: page(() => import('../alerts/rules-page.tsx'), 'RulesPage'),
});

const reportMail = createRoute({
  getParentRoute,
  path: '/reports/mail',
  component: page(() => import('../reports/mail/mail-page.tsx'), 'MailPage'),
});

const users = createRoute({
  getParentRoute,
  path: '/admin/users',
  component: page(() => import('../admin/users-page.tsx'), 'UsersPage'),
});

const areas = createRoute({
  getParentRoute,
  path: '/admin/areas',
  component: page(() => import('../admin/areas-page.tsx'), 'AreasPage'),
});

const products = createRoute({
  getParentRoute,
  path: '/admin/products',
  component: page(() => import('../admin/products-page.tsx'), 'ProductsPage'),
});

const keys = createRoute({
  getParentRoute,
  path: '/admin/api-keys',
  component: page(() => import('../keys/keys-page.tsx'), 'KeysPage'),
});

export const AUDIT_FILTERS = ['actor', 'action', 'subject', 'from', 'to'] as const;

const audit = createRoute({
  getParentRoute,
  path: '/audit',
  validateSearch: textSearch(AUDIT_FILTERS),
  component: page(() => import('../audit/audit-page.tsx'), 'AuditPage'),
});

const settings = createRoute({
  getParentRoute,
  path: '/admin/settings',
  component: page(() => import('../admin/settings-page.tsx'), 'SettingsPage'),
});

const webhooks = createRoute({
  getParentRoute,
  path: '/webhooks',
  component: page(() => import('../webhooks/webhooks-page.tsx'), 'WebhooksPage'),
});

const webhook = createRoute({
  getParentRoute,
  path: '/webhooks/$id',
  component: page(() => import('../webhooks/webhook-page.tsx'), 'WebhookPage'),
});

const account = createRoute({
  getParentRoute,
  path: '/account',
  component: page(() => import('../session/account-page.tsx'), 'AccountPage'),
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
    imports,
    oneImport,
    labels,
    report,
    floor,
    alerts,
    alertRules,
    reportMail,
    users,
    areas,
    products,
    keys,
    audit,
    settings,
    webhooks,
    webhook,
    account,
  ]),
  parseSearch,
  stringifySearch,
  defaultNotFoundComponent: () => <NotFound />,
  defaultErrorComponent: PageFailed,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

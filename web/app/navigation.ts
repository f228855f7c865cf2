import {
  IconAdjustments,
  IconBarcode,
  IconBell,
  IconBuildingWarehouse,
  IconFileImport,
  IconFileInvoice,
  IconGauge,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconLayoutGrid,
  IconListDetails,
  IconPackages,
  IconPlant2,
  IconReportAnalytics,
  IconRoute,
  IconTags,
  IconTruckLoading,
  IconUsers,
  IconWebhook,
} from '@tabler/icons-react';
import { mayUser, type User } from '../session/session.tsx';
import type { useText } from './text/text.ts';

type Words = ReturnType<typeof useText>;
type Icon = typeof IconRoute;

/** The addresses of the app that stand in its navigation. */
export type PagePath =
  | '/'
  | '/trace'
  | '/bags'
  | '/bills'
  | '/scans'
  | '/reports/day'
  | '/imports'
  | '/floor'
  | '/alerts'
  | '/labels'
  | '/admin/users'
  | '/admin/areas'
  | '/admin/products'
  | '/admin/settings'
  | '/webhooks'
  | '/admin/api-keys'
  | '/audit';

/** A way to a page of the app (`to`), or out of it, to a page of its own (`href`). */
export type Place = { readonly label: string; readonly icon: Icon } & (
  | { readonly to: PagePath }
  | { readonly href: string }
);

export interface PlaceGroup {
  readonly heading: string | null;
  readonly places: readonly Place[];
}

/** Only what the person may open. */
export function placesOf(user: User, text: Words): PlaceGroup[] {
  const groups: PlaceGroup[] = [
    { heading: null, places: mainPlaces(user, text) },
    { heading: text.stations, places: stationPlaces(user, text) },
  ];
  if (mayUser(user, 'administer')) {
    groups.push({ heading: text.administration, places: adminPlaces(text) });
  }
  return groups;
}

function mainPlaces(user: User, text: Words): Place[] {
  const places: Place[] = [
    { to: '/', label: text.home, icon: IconLayoutDashboard },
    { to: '/trace', label: text.trace, icon: IconRoute },
    { to: '/bags', label: text.bags, icon: IconPackages },
    { to: '/bills', label: text.bills, icon: IconFileInvoice },
    { to: '/scans', label: text.scans, icon: IconHistory },
    { to: '/reports/day', label: text.reports, icon: IconReportAnalytics },
  ];
  const imports: Place = { to: '/imports', label: text.imports, icon: IconFileImport };
  const labels: Place = { to: '/labels', label: text.labels, icon: IconTags };
  if (mayUser(user, 'import')) places.push(imports);
  if (mayUser(user, 'issueLabels')) places.push(labels);
  return places;
}

function stationPlaces(user: User, text: Words): Place[] {
  const packing: Place = { href: '/station', label: text.packing, icon: IconBarcode };
  const billing: Place = { href: '/station/bill', label: text.billing, icon: IconTruckLoading };
  const floor: Place = { to: '/floor', label: text.floor, icon: IconLayoutGrid };
  return mayUser(user, 'editBills') ? [packing, billing, floor] : [packing, floor];
}

function adminPlaces(text: Words): Place[] {
  return [
    { to: '/alerts', label: text.alerts, icon: IconBell },
    { to: '/admin/users', label: text.users, icon: IconUsers },
    { to: '/admin/areas', label: text.areas, icon: IconBuildingWarehouse },
    { to: '/admin/products', label: text.products, icon: IconPlant2 },
    { to: '/admin/settings', label: text.settings, icon: IconAdjustments },
    { to: '/webhooks', label: text.webhooks, icon: IconWebhook },
    { to: '/admin/api-keys', label: text.keys, icon: IconKey },
    { to: '/audit', label: text.audit, icon: IconListDetails },
    { href: '/performance/dashboard', label: text.performance, icon: IconGauge },
  ];
}

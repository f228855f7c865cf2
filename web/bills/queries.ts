import { queryOptions, useQuery } from '@tanstack/react-query';
import { BILL_STATUSES } from '#domain/outcome.ts';
import { type Answer, addressOf, type InputOf, type OutputOf } from '../api/client.ts';
import { type List, listQuery, useList } from '../app/queries.ts';
import { oneOf, withoutNothing } from '../app/search-params.ts';
import { ask } from '../session/expiry.ts';
import { periodOf } from '../ui/period.ts';

export type Bill = OutputOf<'GET', '/api/v2/bills/:code'>;
export type BillSummary = OutputOf<'GET', '/api/v2/bills'>['items'][number];
export type BillParent = Bill['parents'][number];
export type NewBill = InputOf<'POST', '/api/v2/bills'>['body'];
export type BillEdit = InputOf<'PATCH', '/api/v2/bills/:code'>['body'];

export type BillSearch = Readonly<
  Partial<Record<'q' | 'status' | 'dealer' | 'createdBy' | 'from' | 'to', string>>
>;

export function useBills(search: BillSearch): List<BillSummary> {
  return useList(billsQuery(search));
}

/** What is asked for the list of bills. */
export function billsQuery(search: BillSearch) {
  return listQuery('bills', filtersOf(search), (query, extra) =>
    ask('GET', '/api/v2/bills', { query }, extra),
  );
}

/** The whole list as a file. */
export function billsFile(search: BillSearch, format: 'csv' | 'xlsx'): string {
  return addressOf(`/api/v2/exports/bills.${format}`, {}, filtersOf(search));
}

/** What lies in the bags on a bill, as a file. */
export function packingFile(code: string, format: 'csv' | 'xlsx'): string {
  return addressOf(`/api/v2/exports/packing.${format}`, {}, { bill: code });
}

function filtersOf({ q, dealer, createdBy, status, from, to }: BillSearch) {
  return withoutNothing({
    q,
    dealer,
    createdBy,
    status: oneOf(BILL_STATUSES, status),
    ...periodOf(from, to),
  });
}

/** With its ETag, which an edit needs. */
export function useBill(code: string) {
  return useQuery(billQuery(code));
}

export function billQuery(code: string) {
  return queryOptions({
    queryKey: ['bill', code],
    queryFn: ({ signal }) => readBill(code, signal),
  });
}

export function readBill(code: string, signal?: AbortSignal): Promise<Answer<Bill>> {
  const extra = signal === undefined ? {} : { signal };
  return ask('GET', '/api/v2/bills/:code', { params: { code } }, extra);
}

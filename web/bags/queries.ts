import { queryOptions, skipToken, useQuery } from '@tanstack/react-query';
import { PARENT_STATUSES } from '#domain/outcome.ts';
import { addressOf, type OutputOf } from '../api/client.ts';
import { type List, listQuery, useList } from '../app/queries.ts';
import { oneOf, withoutNothing } from '../app/search-params.ts';
import { ask } from '../session/expiry.ts';
import { periodOf } from '../ui/period.ts';

export type Bag = OutputOf<'GET', '/api/v2/bags/:code'>;
export type BagStatus = NonNullable<Bag['status']>;

export const BAG_KINDS = ['parent', 'child'] as const;
export const BAG_STATUSES = [...PARENT_STATUSES, 'void'] as const;
export const BAG_SORTS = ['-createdAt', 'createdAt', 'code', '-code'] as const;
const FLAGS = ['true', 'false'] as const;

/** The filters as they stand in the address: texts, which somebody may have typed. */
export type BagSearch = Readonly<
  Partial<
    Record<
      'q' | 'kind' | 'status' | 'area' | 'product' | 'billed' | 'packed' | 'from' | 'to' | 'sort',
      string
    >
  >
>;

export function useBags(search: BagSearch): List<Bag> {
  return useList(bagsQuery(search));
}

/** What is asked for the list of bags. */
export function bagsQuery(search: BagSearch) {
  return listQuery('bags', filtersOf(search), (query, extra) =>
    ask('GET', '/api/v2/bags', { query }, extra),
  );
}

/** The whole list as a file. */
export function bagsFile(search: BagSearch, format: 'csv' | 'xlsx'): string {
  return addressOf(`/api/v2/exports/bags.${format}`, {}, filtersOf(search));
}

/** What lies in the bags of the list, as a file. What it speaks of are packets in parents. */
export function packingFile(search: BagSearch, format: 'csv' | 'xlsx'): string {
  const { kind: _kind, packed: _packed, sort: _sort, ...filters } = filtersOf(search);
  return addressOf(`/api/v2/exports/packing.${format}`, {}, filters);
}

function filtersOf({ q, area, product, from, to, ...search }: BagSearch) {
  return withoutNothing({
    q,
    area,
    product,
    kind: oneOf(BAG_KINDS, search.kind),
    status: oneOf(BAG_STATUSES, search.status),
    billed: oneOf(FLAGS, search.billed),
    packed: oneOf(FLAGS, search.packed),
    sort: oneOf(BAG_SORTS, search.sort),
    ...periodOf(from, to),
  });
}

/** Everything that is known of a bag: what it is, where it is, and what was done with it. */
export function useTrace(code: string | null) {
  return useQuery(traceQuery(code));
}

export function traceQuery(code: string | null) {
  return queryOptions({
    queryKey: ['trace', code],
    queryFn: code === null ? skipToken : ({ signal }) => readTrace(code, signal),
  });
}

async function readTrace(code: string, signal: AbortSignal): Promise<Trace> {
  return (await ask('GET', '/api/v2/trace/:code', { params: { code } }, { signal })).data;
}

export type Trace = OutputOf<'GET', '/api/v2/trace/:code'>;

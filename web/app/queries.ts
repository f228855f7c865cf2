import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Answer, Extra } from '../api/client.ts';
import { ask } from '../session/expiry.ts';

/** Of a list that is longer than this, a change elsewhere is told and not shown by itself. */
const FRESH_PAGES_MAX = 2;
/** The first page is there at once; whoever scrolls on is ahead of fewer, larger ones. */
const PAGE_ITEMS = [100, 200, 500] as const;
const PAGE_ITEMS_MAX = 500;

/** A keyset list, page after page as it is scrolled. */
export interface List<T> {
  readonly items: readonly T[];
  readonly isPending: boolean;
  /** Pages of other filters are shown until those of the new ones are there. */
  readonly isOutdated: boolean;
  readonly error: unknown;
  readonly hasMore: boolean;
  /** Something has changed that a list scrolled this far does not show by itself. */
  readonly hasNews: boolean;
  readonly readMore: () => void;
  readonly retry: () => void;
}

interface PageOf<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

interface Paging {
  readonly limit: number;
  readonly cursor?: string;
}

/**
 * What is asked for a list.
 * @param name the first word of the key, as `live.ts` knows it.
 * @param read reads the page that begins at the cursor, or the first one.
 */
export function listQuery<Filters extends object, T>(
  name: string,
  filters: Filters,
  read: (query: Filters & Paging, extra: Extra) => Promise<Answer<PageOf<T>>>,
) {
  return infiniteQueryOptions({
    queryKey: [name, filters],
    queryFn: async ({ pageParam, signal }) => {
      return (await read({ ...filters, ...pageParam }, { signal })).data;
    },
    initialPageParam: FIRST,
    getNextPageParam: ({ nextCursor }: PageOf<T>, pages) =>
      nextCursor === null
        ? null
        : { cursor: nextCursor, limit: PAGE_ITEMS[pages.length] ?? PAGE_ITEMS_MAX },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

type ListQuery<T> = ReturnType<typeof listQuery<object, T>>;

/** @param options as `listQuery` makes them. */
export function useList<T>(options: ListQuery<T>): List<T> {
  const query = useInfiniteQuery({
    ...options,
    placeholderData: keepPreviousData,
    refetchOnMount: (one) => (isLongList(one) || isJustRead(one) ? false : 'always'),
  });
  const { data, hasNextPage, isFetching } = query;
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return {
    items,
    isPending: query.isPending,
    isOutdated: query.isPlaceholderData,
    error: query.error,
    hasMore: hasNextPage,
    hasNews: query.isStale && isLongList({ state: { data } }),
    readMore: () => {
      if (hasNextPage && !isFetching) void query.fetchNextPage();
    },
    retry: () => void query.refetch(),
  };
}

const FIRST: Paging = { limit: PAGE_ITEMS[0] };

/** Whether a query is a list of so many pages that it is not read again by itself. */
export function isLongList({ state }: { readonly state: { readonly data: unknown } }): boolean {
  const { data } = state;
  if (typeof data !== 'object' || data === null || !('pages' in data)) return false;
  return Array.isArray(data.pages) && data.pages.length > FRESH_PAGES_MAX;
}

/** What the address asked for is often there before the page that shows it. */
const JUST_READ_MS = 2_000;

function isJustRead({ state }: { readonly state: { readonly dataUpdatedAt: number } }): boolean {
  return Date.now() - state.dataUpdatedAt < JUST_READ_MS;
}

/** The short lists that an admin keeps, and that forms and filters choose from. */
export const areasQuery = queryOptions({
  queryKey: ['areas'],
  queryFn: async ({ signal }) => (await ask('GET', '/api/v2/areas', {}, { signal })).data.items,
});

export const productsQuery = queryOptions({
  queryKey: ['products'],
  queryFn: async ({ signal }) => (await ask('GET', '/api/v2/products', {}, { signal })).data.items,
});

export function useAreas() {
  return useQuery(areasQuery);
}

export function useProducts() {
  return useQuery(productsQuery);
}

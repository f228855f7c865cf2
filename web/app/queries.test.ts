import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import { describe, expect, test } from 'vitest';
import { isLongList, listQuery } from './queries.ts';

const ITEMS = Array.from({ length: 1_000 }, (_, at) => at);

/** A list of a thousand numbers, as the server gives one: a page, and where the next begins. */
function readerOfNumbers() {
  const asked: { limit: number; cursor?: string; kind?: string }[] = [];
  const query = listQuery<{ kind?: string }, number>('numbers', { kind: 'whole' }, async (page) => {
    asked.push(page);
    const start = Number(page.cursor ?? 0);
    const end = start + page.limit;
    const nextCursor = end < ITEMS.length ? String(end) : null;
    return { data: { items: ITEMS.slice(start, end), nextCursor }, etag: null };
  });
  return { asked, query };
}

describe('a list', () => {
  test('is read page after page, each larger than the one before, to its end', async () => {
    const { asked, query } = readerOfNumbers();
    const observer = new InfiniteQueryObserver(new QueryClient(), query);
    let result = await observer.fetchNextPage();
    while (result.hasNextPage) result = await observer.fetchNextPage();
    expect(result.data?.pages.flatMap(({ items }) => items)).toEqual(ITEMS);
    expect(asked.map(({ limit }) => limit)).toEqual([100, 200, 500, 500]);
    expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, '100', '300', '800']);
    expect(asked.every(({ kind }) => kind === 'whole')).toBe(true);
  });

  test('of other filters is another one', () => {
    const read = async () => ({ data: { items: [], nextCursor: null }, etag: null });
    const keys = [{ q: 'SB1' }, { q: 'SB2' }].map((filters) =>
      JSON.stringify(listQuery('bags', filters, read).queryKey),
    );
    expect(new Set(keys).size).toBe(2);
  });
});

describe('a list is long, and not read again by itself,', () => {
  const withPages = (count: number) => ({
    state: { data: { pages: Array.from({ length: count }, () => ({})), pageParams: [] } },
  });

  test('from its third page on', () => {
    expect([1, 2, 3, 9].map((count) => isLongList(withPages(count)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  test.each([undefined, null, 'text', [], { items: [] }, { pages: 5 }])(
    'but %j is no list',
    (data) => {
      expect(isLongList({ state: { data } })).toBe(false);
    },
  );
});

import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useWindowVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { List } from '../app/queries.ts';
import { useText } from '../app/text/text.ts';
import { Failed, Loading } from './states.tsx';

/** A column on the desktop; on the phone, a part of each row's card. */
export interface Column<Row> {
  readonly label: string;
  /** A track of the grid: `8rem`, `2fr`. */
  readonly width: string;
  readonly cell: (row: Row) => ReactNode;
  /** Where it stands on the phone's card; unless given, on its second line. */
  readonly phone?: 'title' | 'corner' | 'wide' | 'hide';
  /** Numbers are set to the right. */
  readonly isNumber?: boolean;
}

interface Props<Row> {
  readonly label: string;
  readonly list: List<Row>;
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  readonly empty: ReactNode;
  /** How high a card of the phone is, where it has more than two lines. */
  readonly cardPx?: number;
}

const ROW_PX = 52;
const CARD_PX = 84;
const PHONE = '(max-width: 48rem)';

/** A list of any length: rows are made as they come into view, pages read as they come near. */
export function LongList<Row>({ empty, ...props }: Props<Row>) {
  const { list } = props;
  if (list.isPending) return <Loading rows={8} />;
  if (list.error !== null && list.items.length === 0) {
    return <Failed error={list.error} onRetry={list.retry} />;
  }
  if (list.items.length === 0) return empty;
  return <Rows {...props} />;
}

type RowsProps<Row> = Omit<Props<Row>, 'empty'>;

/** So many rows before the end of what is there, more is read. */
const AHEAD_ROWS = 40;

function Rows<Row>({ label, list, columns, keyOf, cardPx = CARD_PX }: RowsProps<Row>) {
  const { items, hasMore, readMore } = list;
  const body = useRef<HTMLTableSectionElement>(null);
  const rowPx = useMediaQuery(PHONE, false, { getInitialValueInEffect: false }) ? cardPx : ROW_PX;
  const top = useTop(body);
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowPx,
    overscan: 12,
    scrollMargin: top,
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows[rows.length - 1]?.index ?? 0;
  const isNearEnd = last >= items.length - AHEAD_ROWS;
  // Rows of another height are where the old ones were until they are measured anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height is what it is for.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowPx]);
  // Each page that has come makes it look again whether that was enough.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said.
  useEffect(() => {
    if (isNearEnd && hasMore && list.error === null) readMore();
  }, [isNearEnd, hasMore, items.length, readMore, list.error]);
  const tracks: CSSProperties & Record<'--columns', string> = {
    '--columns': columns.map(({ width }) => trackOf(width)).join(' '),
  };
  return (
    <>
      <News list={list} />
      <table
        aria-label={label}
        aria-rowcount={hasMore ? -1 : items.length + 1}
        aria-busy={list.isOutdated}
        className="tt-list"
        style={tracks}
      >
        <Head columns={columns} />
        <tbody ref={body} className="tt-list-body" style={{ height: virtualizer.getTotalSize() }}>
          {rows.map((place) => {
            const row = items[place.index];
            if (row === undefined) return null;
            const at = { place, top, rowPx };
            return <RowOf key={keyOf(row)} row={row} columns={columns} at={at} />;
          })}
        </tbody>
      </table>
      <End list={list} />
    </>
  );
}

/** What grows keeps room for a few letters. */
function trackOf(width: string): string {
  return `minmax(${width.endsWith('fr') ? '5rem' : '0'}, ${width})`;
}

interface RowProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly at: { readonly place: VirtualItem; readonly top: number; readonly rowPx: number };
}

function RowOf<Row>({ row, columns, at: { place, top, rowPx } }: RowProps<Row>) {
  return (
    <tr
      aria-rowindex={place.index + 2}
      className="tt-list-row"
      style={{ height: rowPx, transform: `translateY(${place.start - top}px)` }}
    >
      {columns.map(({ label, cell, phone, isNumber }) => (
        <td
          key={label}
          className="tt-list-cell"
          data-phone={phone}
          data-end={isNumber || undefined}
        >
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}

function Head<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  return (
    <thead className="tt-list-head">
      <tr aria-rowindex={1} className="tt-list-row">
        {columns.map(({ label, isNumber }) => (
          <th key={label} scope="col" className="tt-list-cell" data-end={isNumber || undefined}>
            {label}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Where the rows begin in the document, which filters above them can change. */
function useTop(body: React.RefObject<HTMLTableSectionElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      const box = body.current?.getBoundingClientRect();
      if (box !== undefined) setTop(Math.round(box.top + scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [body]);
  return top;
}

/** In a list scrolled far nothing moves by itself; it says that there is something newer. */
function News<Row>({ list }: { readonly list: List<Row> }) {
  const text = useText();
  if (!list.hasNews) return null;
  const show = () => {
    scrollTo({ top: 0 });
    list.retry();
  };
  return (
    <div className="tt-news" role="status">
      <Button size="xs" radius="xl" onClick={show}>
        {text.newer}: {text.show}
      </Button>
    </div>
  );
}

function End<Row>({ list }: { readonly list: List<Row> }) {
  const text = useText();
  if (list.error !== null) return <Failed error={list.error} onRetry={list.readMore} />;
  if (!list.hasMore) return null;
  return <div className="tt-list-note">{text.loading} …</div>;
}

import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { BagStatus } from '../ui/badges.tsx';
import { Downloads, PackingDownloads } from '../ui/download.tsx';
import { Fill } from '../ui/fill.tsx';
import { type Format, useFormat } from '../ui/format.ts';
import { type Column, LongList } from '../ui/long-list.tsx';
import { Page } from '../ui/page.tsx';
import { Empty } from '../ui/states.tsx';
import { useWords } from '../ui/words.ts';
import { BagFilters } from './bag-filters.tsx';
import {
  type Bag,
  type BagSearch,
  bagsFile,
  packingFile,
  type BagStatus as Status,
  useBags,
} from './queries.ts';
import { useText } from './text.ts';

const route = getRouteApi('/bags');

/** All bags that the person may see, by the filters in the address. */
export function BagsPage() {
  const text = useText();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useBags(search);
  const clear = () => void navigate({ search: {}, replace: true });
  const isFiltered = Object.keys(search).length > 0;
  return (
    <Page
      title={text.title}
      actions={
        <>
          <PackingDownloads hrefOf={(format) => packingFile(search, format)} />
          <Downloads hrefOf={(format) => bagsFile(search, format)} />
        </>
      }
    >
      <BagFilters search={search} onClear={clear} />
      <LongList
        label={text.title}
        list={list}
        columns={useColumns(search)}
        keyOf={({ code }) => code}
        empty={
          <Empty
            title={text.empty}
            action={isFiltered && <Button onClick={clear}>{text.clear}</Button>}
          >
            {isFiltered ? text.emptyLead : text.emptySite}
          </Empty>
        }
      />
    </Page>
  );
}

/** Without the columns that are empty, or say the same in each row, by what is asked for. */
function useColumns({ kind, billed, packed, area }: BagSearch): Column<Bag>[] {
  const text = useText();
  const words = useWords();
  const format = useFormat();
  const columns: (Column<Bag> & { readonly isIdle?: boolean })[] = [
    { label: text.code, width: '9rem', phone: 'title', cell: codeCell },
    {
      label: text.kind,
      width: '5.5rem',
      cell: ({ kind, product }) => product ?? words.kind[kind],
    },
    {
      label: text.status,
      width: '6.5rem',
      phone: 'corner',
      cell: statusCell,
      isIdle: kind === 'child',
    },
    {
      label: text.contents,
      width: '8rem',
      isIdle: kind === 'child',
      cell: ({ code, childCount, capacity }) =>
        childCount !== null &&
        capacity !== null && (
          <Fill count={childCount} capacity={capacity} label={text.contentsOf(code)} />
        ),
    },
    {
      label: text.parent,
      width: '6.5rem',
      isIdle: kind === 'parent' || packed === 'false',
      cell: ({ parent }) => code(parent),
    },
    { label: text.bill, width: '8rem', isIdle: billed === 'false', cell: ({ bill }) => code(bill) },
    {
      label: text.area,
      width: '1fr',
      phone: 'hide',
      isIdle: area !== undefined,
      cell: (bag) => bag.area,
    },
    {
      label: text.created,
      width: '10.5rem',
      phone: 'hide',
      cell: (bag) => createdCell(bag, format),
    },
  ];
  return columns.filter(({ isIdle }) => isIdle !== true);
}

function codeCell({ code }: Bag) {
  return (
    <Link to="/bags/$code" params={{ code }} className="tt-row-link tt-code">
      {code}
    </Link>
  );
}

function statusCell({ status }: { readonly status: Status | null }) {
  return status !== null && <BagStatus status={status} />;
}

function code(text: string | null) {
  return text !== null && <span className="tt-code">{text}</span>;
}

function createdCell({ createdAt }: Bag, format: Format) {
  return <time dateTime={createdAt}>{format.moment(createdAt)}</time>;
}

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../session/session.tsx';
import { BillState } from '../ui/badges.tsx';
import { Downloads } from '../ui/download.tsx';
import { Fill } from '../ui/fill.tsx';
import { useFormat } from '../ui/format.ts';
import { type Column, LongList } from '../ui/long-list.tsx';
import { Page } from '../ui/page.tsx';
import { Empty } from '../ui/states.tsx';
import { BillFilters } from './bill-filters.tsx';
import { CreateBill } from './create-bill.tsx';
import { type BillSummary, billsFile, useBills } from './queries.ts';
import { useText } from './text.ts';

const route = getRouteApi('/bills');

/** All bills, newest first, by the filters in the address. */
export function BillsPage() {
  const text = useText();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayEdit = useMay('editBills');
  const [isCreating, setCreating] = useState(false);
  const clear = () => void navigate({ search: {}, replace: true });
  const isFiltered = Object.keys(search).length > 0;
  const create = mayEdit && (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setCreating(true)}>
      {text.create}
    </Button>
  );
  return (
    <Page
      title={text.title}
      actions={
        <>
          <Downloads hrefOf={(format) => billsFile(search, format)} />
          {create}
        </>
      }
    >
      <BillFilters search={search} onClear={clear} />
      <LongList
        label={text.title}
        list={useBills(search)}
        columns={useColumns()}
        keyOf={({ code }) => code}
        cardPx={118}
        empty={
          <Empty
            title={text.empty}
            action={isFiltered ? <Button onClick={clear}>{text.clear}</Button> : create}
          >
            {isFiltered ? text.emptyLead : text.emptySite}
          </Empty>
        }
      />
      {isCreating && <CreateBill onClose={() => setCreating(false)} />}
    </Page>
  );
}

function useColumns(): Column<BillSummary>[] {
  const text = useText();
  const format = useFormat();
  return [
    { label: text.code, width: '8.4rem', phone: 'title', cell: codeCell },
    {
      label: text.status,
      width: '6.2rem',
      phone: 'corner',
      cell: ({ status }) => <BillState status={status} />,
    },
    { label: text.dealer, width: '2fr', phone: 'wide', cell: ({ dealer }) => dealer },
    {
      label: text.destination,
      width: '1.2fr',
      phone: 'hide',
      cell: ({ destination }) => destination,
    },
    {
      label: text.parents,
      width: '7.2rem',
      cell: ({ code, parentCount, target }) => (
        <Fill count={parentCount} capacity={target} label={text.parentsOf(code)} />
      ),
    },
    {
      label: text.actual,
      width: '5.5rem',
      isNumber: true,
      phone: 'hide',
      cell: ({ actualWeightKg }) => format.weight(actualWeightKg),
    },
    {
      label: text.variance,
      width: '5rem',
      isNumber: true,
      phone: 'hide',
      cell: ({ varianceKg }) => format.weight(varianceKg),
    },
    {
      label: text.created,
      width: '10.5rem',
      cell: ({ createdAt }) => <time dateTime={createdAt}>{format.moment(createdAt)}</time>,
    },
  ];
}

function codeCell({ code }: BillSummary) {
  return (
    <Link to="/bills/$code" params={{ code }} className="tt-row-link tt-code">
      {code}
    </Link>
  );
}

import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { OUTCOMES } from '#domain/outcome.ts';
import { useList } from '../app/queries.ts';
import { OutcomeBadge, useActionWord } from '../ui/badges.tsx';
import { Downloads } from '../ui/download.tsx';
import { ChoiceFilter, DayFilter, FilterBar, TextFilter } from '../ui/filters.tsx';
import { useText as useFilterText } from '../ui/filters-text.ts';
import { useFormat } from '../ui/format.ts';
import { type Column, LongList } from '../ui/long-list.tsx';
import { Page } from '../ui/page.tsx';
import { Empty } from '../ui/states.tsx';
import { useWords } from '../ui/words.ts';
import { type Scan, type ScanSearch, scansFile, scansQuery } from './queries.ts';
import { useText } from './text.ts';

const route = getRouteApi('/scans');

/** The ledger, by the filters in the address. */
export function ScansPage() {
  const text = useText();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const clear = () => void navigate({ search: {}, replace: true });
  const isFiltered = Object.keys(search).length > 0;
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={<Downloads hrefOf={(format) => scansFile(search, format)} />}
    >
      <ScanFilters search={search} onClear={clear} />
      <LongList
        label={text.title}
        list={useList(scansQuery(search))}
        columns={useColumns()}
        keyOf={({ id }) => id}
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

interface FilterProps {
  readonly search: ScanSearch;
  readonly onClear: () => void;
}

function ScanFilters({ search, onClear }: FilterProps) {
  const text = useText();
  const words = useWords();
  const filterText = useFilterText();
  const navigate = route.useNavigate();
  const set = (name: keyof ScanSearch) => (value: string | undefined) => {
    const change = (old: ScanSearch) => ({ ...old, [name]: value });
    void navigate({ search: change, replace: true, resetScroll: true });
  };
  const searchField = (
    <TextFilter label={text.search} value={search.code} onChange={set('code')} isSearch />
  );
  return (
    <FilterBar values={search} onClear={onClear} search={searchField}>
      <ChoiceFilter
        label={text.outcome}
        value={search.outcome}
        onChange={set('outcome')}
        choices={OUTCOMES.map((value) => ({ value, label: words.outcome[value] }))}
      />
      <TextFilter label={text.user} value={search.user} onChange={set('user')} />
      <TextFilter label={text.station} value={search.station} onChange={set('station')} />
      <DayFilter label={filterText.from} value={search.from} onChange={set('from')} />
      <DayFilter label={filterText.to} value={search.to} onChange={set('to')} />
    </FilterBar>
  );
}

function useColumns(): Column<Scan>[] {
  const text = useText();
  const format = useFormat();
  const actionWord = useActionWord();
  return [
    {
      label: text.received,
      width: '10.5rem',
      cell: ({ receivedAt }) => <time dateTime={receivedAt}>{format.moment(receivedAt)}</time>,
    },
    { label: text.code, width: '8.5rem', phone: 'title', cell: (scan) => <Code scan={scan} /> },
    {
      label: text.action,
      width: '5rem',
      phone: 'hide',
      cell: ({ action }) => actionWord(action),
    },
    {
      label: text.outcome,
      width: '9.5rem',
      phone: 'corner',
      cell: ({ outcome, action }) => <OutcomeBadge outcome={outcome} action={action} />,
    },
    { label: text.parent, width: '7rem', cell: ({ parent }) => code(parent) },
    { label: text.bill, width: '8rem', phone: 'hide', cell: ({ bill }) => code(bill) },
    { label: text.user, width: '1fr', cell: ({ by }) => by },
    { label: text.station, width: '7rem', phone: 'hide', cell: ({ station }) => station },
  ];
}

/** A scan that could not be read names no bag: what the scanner typed is shown. */
function Code({ scan: { code: normal, raw } }: { readonly scan: Scan }) {
  const text = useText();
  if (normal === null) return <i title={text.unreadable}>{raw === '' ? text.unreadable : raw}</i>;
  return (
    <Link to="/bags/$code" params={{ code: normal }} className="tt-row-link tt-code">
      {normal}
    </Link>
  );
}

function code(text: string | null) {
  return text !== null && <span className="tt-code">{text}</span>;
}

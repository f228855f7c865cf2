import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { AdminPage } from '../admin/admin-page.tsx';
import { useList } from '../app/queries.ts';
import { useMay } from '../session/session.tsx';
import { ChoiceFilter, DayFilter, FilterBar, TextFilter } from '../ui/filters.tsx';
import { useText as useFilterText } from '../ui/filters-text.ts';
import { useFormat } from '../ui/format.ts';
import { type Column, LongList } from '../ui/long-list.tsx';
import { Empty } from '../ui/states.tsx';
import { Chain } from './chain.tsx';
import { changesOf, isNothing, partsOf } from './difference.ts';
import { EntryDialog } from './entry-dialog.tsx';
import { type AuditSearch, auditQuery, type Entry } from './queries.ts';
import { useText } from './text.ts';
import { useWords } from './words.ts';

const route = getRouteApi('/audit');

/** Who changed what, by the filters in the address. */
export function AuditPage() {
  const text = useText();
  const isAdmin = useMay('administer');
  return (
    <AdminPage title={text.title} lead={text.lead}>
      {isAdmin && <Audit />}
    </AdminPage>
  );
}

function Audit() {
  const text = useText();
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [shown, setShown] = useState<Entry | null>(null);
  const clear = () => void navigate({ search: {}, replace: true });
  return (
    <>
      <Chain />
      <AuditFilters search={search} onClear={clear} />
      <LongList
        label={text.title}
        list={useList(auditQuery(search, words.isAction))}
        columns={useColumns(setShown)}
        keyOf={({ seq }) => String(seq)}
        empty={
          <Empty title={text.empty} action={<Button onClick={clear}>{text.clear}</Button>}>
            {text.emptyLead}
          </Empty>
        }
      />
      {shown !== null && <EntryDialog entry={shown} onClose={() => setShown(null)} />}
    </>
  );
}

interface FilterProps {
  readonly search: AuditSearch;
  readonly onClear: () => void;
}

function AuditFilters({ search, onClear }: FilterProps) {
  const text = useText();
  const words = useWords();
  const filterText = useFilterText();
  const navigate = route.useNavigate();
  const set = (name: keyof AuditSearch) => (value: string | undefined) => {
    const change = (old: AuditSearch) => ({ ...old, [name]: value });
    void navigate({ search: change, replace: true, resetScroll: true });
  };
  const searchField = (
    <TextFilter label={text.search} value={search.subject} onChange={set('subject')} isSearch />
  );
  return (
    <FilterBar values={search} onClear={onClear} search={searchField}>
      <ChoiceFilter
        label={text.action}
        value={search.action}
        onChange={set('action')}
        choices={words.actions}
      />
      <TextFilter label={text.actor} value={search.actor} onChange={set('actor')} />
      <DayFilter label={filterText.from} value={search.from} onChange={set('from')} />
      <DayFilter label={filterText.to} value={search.to} onChange={set('to')} />
    </FilterBar>
  );
}

function useColumns(onShow: (entry: Entry) => void): Column<Entry>[] {
  const text = useText();
  const words = useWords();
  const format = useFormat();
  return [
    {
      label: text.when,
      width: '10.5rem',
      cell: ({ at }) => <time dateTime={at}>{format.moment(at)}</time>,
    },
    {
      label: text.actor,
      width: '8rem',
      cell: ({ actor }) => actor ?? <span className="tt-soft">{text.nobody}</span>,
    },
    {
      label: text.action,
      width: '11rem',
      phone: 'title',
      cell: (entry) => (
        <button
          type="button"
          className="tt-row-button"
          aria-label={text.more(`${words.action(entry.action)} ${entry.subject}`)}
          onClick={() => onShow(entry)}
        >
          {words.action(entry.action)}
        </button>
      ),
    },
    { label: text.subject, width: '11rem', cell: ({ subject }) => partsOf(subject).name },
    {
      label: text.change,
      width: '1fr',
      phone: 'hide',
      cell: (entry) => <Summary entry={entry} />,
    },
  ];
}

/** The changes in one line, as far as it goes; the dialog has all of them. */
function Summary({ entry }: { readonly entry: Entry }) {
  const words = useWords();
  return (
    <div className="tt-audit-change">
      {changesOf(entry).map(({ field, before, after }, at) => (
        <span key={field}>
          {at > 0 && ', '}
          {words.field(field)} {!isNothing(before) && words.value(before)}
          {!isNothing(before) && ' → '}
          <b>{isNothing(after) ? '–' : words.value(after)}</b>
        </span>
      ))}
    </div>
  );
}

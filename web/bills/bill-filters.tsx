import { getRouteApi } from '@tanstack/react-router';
import { BILL_STATUSES } from '#domain/outcome.ts';
import { ChoiceFilter, DayFilter, FilterBar, TextFilter } from '../ui/filters.tsx';
import { useText as useFilterText } from '../ui/filters-text.ts';
import { useWords } from '../ui/words.ts';
import type { BillSearch } from './queries.ts';
import { useText } from './text.ts';

const route = getRouteApi('/bills');

interface Props {
  readonly search: BillSearch;
  readonly onClear: () => void;
}

/** Each filter stands in the address; typing into one replaces the page, and adds none. */
export function BillFilters({ search, onClear }: Props) {
  const text = useText();
  const words = useWords();
  const filterText = useFilterText();
  const navigate = route.useNavigate();
  const set = (name: keyof BillSearch) => (value: string | undefined) => {
    const change = (old: BillSearch) => ({ ...old, [name]: value });
    void navigate({ search: change, replace: true, resetScroll: true });
  };
  const searchField = (
    <TextFilter label={text.search} value={search.q} onChange={set('q')} isSearch />
  );
  return (
    <FilterBar values={search} onClear={onClear} search={searchField}>
      <ChoiceFilter
        label={text.status}
        value={search.status}
        onChange={set('status')}
        choices={BILL_STATUSES.map((value) => ({ value, label: words.billStatus[value] }))}
      />
      <TextFilter label={text.dealer} value={search.dealer} onChange={set('dealer')} />
      <TextFilter label={text.createdBy} value={search.createdBy} onChange={set('createdBy')} />
      <DayFilter label={filterText.from} value={search.from} onChange={set('from')} />
      <DayFilter label={filterText.to} value={search.to} onChange={set('to')} />
    </FilterBar>
  );
}

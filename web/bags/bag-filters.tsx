import { getRouteApi } from '@tanstack/react-router';
import { useAreas, useProducts } from '../app/queries.ts';
import { ChoiceFilter, DayFilter, FilterBar, TextFilter } from '../ui/filters.tsx';
import { useText as useFilterText } from '../ui/filters-text.ts';
import { useWords } from '../ui/words.ts';
import { BAG_KINDS, BAG_SORTS, BAG_STATUSES, type BagSearch } from './queries.ts';
import { useText } from './text.ts';

const route = getRouteApi('/bags');

interface Props {
  readonly search: BagSearch;
  readonly onClear: () => void;
}

export function BagFilters({ search, onClear }: Props) {
  const text = useText();
  const navigate = route.useNavigate();
  const set = (name: keyof BagSearch) => (value: string | undefined) => {
    const change = (old: BagSearch) => ({ ...old, [name]: value });
    void navigate({ search: change, replace: true, resetScroll: true });
  };
  const searchField = (
    <TextFilter label={text.search} value={search.q} onChange={set('q')} isSearch />
  );
  return (
    <FilterBar values={search} onClear={onClear} search={searchField}>
      <OfBag search={search} set={set} />
      <OfPlace search={search} set={set} />
    </FilterBar>
  );
}

interface FieldsProps {
  readonly search: BagSearch;
  readonly set: (name: keyof BagSearch) => (value: string | undefined) => void;
}

/** What the bag itself is. */
function OfBag({ search, set }: FieldsProps) {
  const text = useText();
  const words = useWords();
  const named = (name: string) => ({ value: name, label: name });
  return (
    <>
      <ChoiceFilter
        label={text.kind}
        value={search.kind}
        onChange={set('kind')}
        choices={BAG_KINDS.map((value) => ({ value, label: words.kind[value] }))}
      />
      <ChoiceFilter
        label={text.status}
        value={search.status}
        onChange={set('status')}
        choices={BAG_STATUSES.map((value) => ({ value, label: words.bagStatus[value] }))}
      />
      <ChoiceFilter
        label={text.product}
        value={search.product}
        onChange={set('product')}
        choices={(useProducts().data ?? []).map(({ name }) => named(name))}
      />
      <ChoiceFilter
        label={text.area}
        value={search.area}
        onChange={set('area')}
        choices={(useAreas().data ?? []).map(({ name }) => named(name))}
      />
    </>
  );
}

/** Where it is, since when, and in which order. */
function OfPlace({ search, set }: FieldsProps) {
  const text = useText();
  const filterText = useFilterText();
  const flags = (yes: string, no: string) => [
    { value: 'true', label: yes },
    { value: 'false', label: no },
  ];
  return (
    <>
      <ChoiceFilter
        label={text.packed}
        value={search.packed}
        onChange={set('packed')}
        choices={flags(text.packedYes, text.packedNo)}
      />
      <ChoiceFilter
        label={text.billed}
        value={search.billed}
        onChange={set('billed')}
        choices={flags(text.billedYes, text.billedNo)}
      />
      <DayFilter label={filterText.from} value={search.from} onChange={set('from')} />
      <DayFilter label={filterText.to} value={search.to} onChange={set('to')} />
      <ChoiceFilter
        label={text.sort}
        value={search.sort}
        onChange={set('sort')}
        none={search.q === undefined ? text.sorts['-createdAt'] : text.sorts.code}
        choices={BAG_SORTS.map((value) => ({ value, label: text.sorts[value] }))}
      />
    </>
  );
}

import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useList } from '../app/queries.ts';
import { ChoiceFilter, DayFilter, FilterBar } from '../ui/filters.tsx';
import { useText as useFilterText } from '../ui/filters-text.ts';
import { useFormat } from '../ui/format.ts';
import { type Column, LongList } from '../ui/long-list.tsx';
import { Empty } from '../ui/states.tsx';
import { useMeasure, useName } from './measure.ts';
import { LevelBadge } from './open-alert.tsx';
import { type AlertSearch, pastAlertsQuery } from './past-query.ts';
import { type Alert, LEVELS } from './queries.ts';
import { RULE_KEYS, useText } from './text.ts';

const route = getRouteApi('/alerts');

/** What is over, the newest first. */
export function PastAlerts() {
  const text = useText();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const clear = () => void navigate({ search: {}, replace: true });
  const isFiltered = Object.keys(search).length > 0;
  return (
    <section>
      <h2 className="tt-section-heading">{text.past}</h2>
      <div className="tt-filter-line">
        <Filters search={search} onClear={clear} />
      </div>
      <LongList
        label={text.past}
        list={useList(pastAlertsQuery(search))}
        columns={useColumns()}
        keyOf={({ id }) => String(id)}
        cardPx={104}
        empty={
          <Empty
            title={text.pastEmpty}
            action={isFiltered && <Button onClick={clear}>{text.clear}</Button>}
          >
            {isFiltered ? text.pastEmptyLead : text.pastNone}
          </Empty>
        }
      />
    </section>
  );
}

interface FilterProps {
  readonly search: AlertSearch;
  readonly onClear: () => void;
}

function Filters({ search, onClear }: FilterProps) {
  const text = useText();
  const filterText = useFilterText();
  const navigate = route.useNavigate();
  const set = (name: keyof AlertSearch) => (value: string | undefined) => {
    const change = (old: AlertSearch) => ({ ...old, [name]: value });
    void navigate({ search: change, replace: true, resetScroll: false });
  };
  const ruleField = (
    <ChoiceFilter
      label={text.rule}
      value={search.rule}
      onChange={set('rule')}
      choices={RULE_KEYS.map((value) => ({ value, label: text.rules[value].name }))}
    />
  );
  return (
    <FilterBar values={search} onClear={onClear} search={ruleField}>
      <ChoiceFilter
        label={text.level}
        value={search.level}
        onChange={set('level')}
        choices={LEVELS.map((value) => ({ value, label: text.levels[value] }))}
      />
      <DayFilter label={filterText.from} value={search.from} onChange={set('from')} />
      <DayFilter label={filterText.to} value={search.to} onChange={set('to')} />
    </FilterBar>
  );
}

function useColumns(): Column<Alert>[] {
  const text = useText();
  const format = useFormat();
  const nameOf = useName();
  const { measure, duration } = useMeasure();
  return [
    {
      label: text.raised,
      width: '10.5rem',
      cell: ({ raisedAt }) => <time dateTime={raisedAt}>{format.moment(raisedAt)}</time>,
    },
    {
      label: text.what,
      width: '2fr',
      phone: 'title',
      cell: (alert) => <b title={nameOf(alert)}>{nameOf(alert)}</b>,
    },
    {
      label: text.level,
      width: '6rem',
      phone: 'corner',
      cell: ({ level }) => <LevelBadge level={level} />,
    },
    {
      label: text.atWorst,
      width: '6rem',
      isNumber: true,
      cell: ({ worst, unit }) => measure(worst, unit),
    },
    {
      label: text.lasted,
      width: '6rem',
      isNumber: true,
      cell: ({ raisedAt, clearedAt }) =>
        clearedAt !== null && duration((Date.parse(clearedAt) - Date.parse(raisedAt)) / 1_000),
    },
    { label: text.lookedAfter, width: '1.5fr', phone: 'wide', cell: whoOf },
  ];
}

function whoOf(alert: Alert) {
  const { acknowledgedBy: who, acknowledgedNote: note, acknowledgedAt } = alert;
  if (acknowledgedAt === null) return null;
  const words = note === null ? who : `${who}: ${note}`;
  return <span title={words ?? ''}>{words}</span>;
}

import { Button } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useList } from '../app/queries.ts';
import { TextFilter } from '../ui/filters.tsx';
import { useFormat } from '../ui/format.ts';
import { type Column, LongList } from '../ui/long-list.tsx';
import { Empty } from '../ui/states.tsx';
import { PrintAgain } from './print-again.tsx';
import { type LabelIssue, labelsQuery } from './queries.ts';
import { useText } from './text.ts';

const route = getRouteApi('/labels');

/** What was issued, newest first; with a code in the address, the issue that has it. */
export function IssuedLabels() {
  const text = useText();
  const { code } = route.useSearch();
  const navigate = route.useNavigate();
  const [again, setAgain] = useState<LabelIssue | null>(null);
  const find = (wanted: string | undefined) => {
    void navigate({ search: { ...(wanted && { code: wanted }) }, replace: true });
  };
  return (
    <section>
      <div className="tt-section-head">
        <h2 className="tt-section-heading">{text.past}</h2>
        <TextFilter label={text.find} value={code} onChange={find} isSearch />
      </div>
      <LongList
        label={text.past}
        list={useList(labelsQuery(code))}
        columns={useColumns(setAgain)}
        keyOf={({ id }) => String(id)}
        cardPx={108}
        empty={
          code === undefined ? (
            <Empty title={text.empty}>{text.emptyLead}</Empty>
          ) : (
            <Empty
              title={text.notFound}
              action={<Button onClick={() => find(undefined)}>{text.clear}</Button>}
            >
              {text.notFoundLead}
            </Empty>
          )
        }
      />
      {again !== null && (
        <PrintAgain
          id={again.id}
          shown={text.span(again.first, again.last)}
          codes={code === undefined ? [] : [code]}
          format={again.format}
          onClose={() => setAgain(null)}
        />
      )}
    </section>
  );
}

function useColumns(onAgain: (issue: LabelIssue) => void): Column<LabelIssue>[] {
  const text = useText();
  const format = useFormat();
  return [
    {
      label: text.code,
      width: '1.6fr',
      phone: 'title',
      cell: ({ first, last, isRange }) => (
        <b className="tt-code">{isRange ? text.span(first, last) : text.someOf(first, last)}</b>
      ),
    },
    {
      label: text.number,
      width: '4rem',
      isNumber: true,
      cell: ({ count }) => format.number(count),
    },
    {
      label: text.bag,
      width: '7rem',
      cell: ({ kind, product }) =>
        kind === 'child' ? text.packet : (product ?? text.severalProducts),
    },
    {
      label: text.format,
      width: '2fr',
      phone: 'hide',
      cell: (issue) => text.formats[issue.format],
    },
    { label: text.by, width: '6.5rem', cell: ({ issuedBy }) => issuedBy },
    {
      label: text.when,
      width: '10.5rem',
      cell: ({ issuedAt }) => <time dateTime={issuedAt}>{format.moment(issuedAt)}</time>,
    },
    {
      label: text.again,
      width: '8.5rem',
      phone: 'corner',
      cell: (issue) => (
        <Button
          variant="subtle"
          size="compact-sm"
          className="tt-labels-again"
          leftSection={<IconPrinter size={18} aria-hidden="true" />}
          aria-label={text.againTitle(text.span(issue.first, issue.last))}
          onClick={() => onAgain(issue)}
        >
          {text.again}
        </Button>
      ),
    },
  ];
}

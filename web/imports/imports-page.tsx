import { Link } from '@tanstack/react-router';
import { useList } from '../app/queries.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { useMay } from '../session/session.tsx';
import { useFormat } from '../ui/format.ts';
import { type Column, LongList } from '../ui/long-list.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, NoPermission } from '../ui/states.tsx';
import { ImportStateBadge } from './import-badges.tsx';
import { NewImport } from './new-import.tsx';
import { type Import, importsQuery } from './queries.ts';
import { useText } from './text.ts';

/** A sheet goes in here, and all that went in before are listed. */
export function ImportsPage() {
  const text = useText();
  const mayImport = useMay('import');
  const { imports } = useFrameText();
  if (!mayImport) {
    return (
      <Page title={imports}>
        <NoPermission />
      </Page>
    );
  }
  return (
    <Page title={imports} lead={text.lead}>
      <NewImport />
      <PastImports />
    </Page>
  );
}

function PastImports() {
  const text = useText();
  return (
    <section>
      <h2 className="tt-section-heading">{text.past}</h2>
      <LongList
        label={text.past}
        list={useList(importsQuery())}
        columns={useColumns()}
        keyOf={({ id }) => id}
        cardPx={104}
        empty={<Empty title={text.empty}>{text.emptyLead}</Empty>}
      />
    </section>
  );
}

function useColumns(): Column<Import>[] {
  const text = useText();
  const format = useFormat();
  return [
    { label: text.file, width: '2fr', phone: 'title', cell: fileCell },
    { label: text.kind, width: '7rem', cell: ({ kind }) => text.kinds[kind] },
    { label: text.mode, width: '5rem', cell: ({ mode }) => text.modes[mode] },
    {
      label: text.state,
      width: '7.5rem',
      phone: 'corner',
      cell: ({ state }) => <ImportStateBadge state={state} />,
    },
    {
      label: text.rows,
      width: '5rem',
      isNumber: true,
      phone: 'hide',
      cell: ({ rows }) => rows !== null && format.number(rows),
    },
    {
      label: text.problems,
      width: '6rem',
      isNumber: true,
      phone: 'hide',
      cell: ({ counts }) => format.number(counts.conflict + counts.refused),
    },
    { label: text.by, width: '7rem', cell: ({ createdBy }) => createdBy },
    {
      label: text.sent,
      width: '10.5rem',
      cell: ({ createdAt }) => <time dateTime={createdAt}>{format.moment(createdAt)}</time>,
    },
  ];
}

function fileCell({ id, file }: Import) {
  return (
    <Link to="/imports/$id" params={{ id }} className="tt-row-link">
      {file.name}
    </Link>
  );
}

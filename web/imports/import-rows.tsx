import { Link } from '@tanstack/react-router';
import { useList } from '../app/queries.ts';
import { useFormat } from '../ui/format.ts';
import { type Column, LongList } from '../ui/long-list.tsx';
import { Empty } from '../ui/states.tsx';
import { FateBadge } from './import-badges.tsx';
import { type Import, type ImportRow, rowsQuery } from './queries.ts';
import { useServerSentence } from './sentences.ts';
import { useText } from './text.ts';

interface Props {
  readonly one: Import;
  readonly fate: string | undefined;
}

/** Each row of the file, in its order, and why it fared as it did. */
export function ImportRows({ one, fate }: Props) {
  const text = useText();
  return (
    <LongList
      label={text.rowsOf(one.file.name)}
      list={useList(rowsQuery(one.id, fate))}
      columns={useColumns(one)}
      keyOf={({ sheet, row }) => `${sheet} ${row}`}
      cardPx={112}
      empty={<Empty title={text.noRows}>{text.noRowsLead}</Empty>}
    />
  );
}

function useColumns(one: Import): Column<ImportRow>[] {
  const text = useText();
  const format = useFormat();
  const reasonOf = useReason();
  const columns: Column<ImportRow>[] = [
    { label: text.code, width: '10rem', phone: 'title', cell: (row) => codeCell(one, row) },
    {
      label: text.fate,
      width: '8.5rem',
      phone: 'corner',
      cell: ({ fate }) => <FateBadge fate={fate} />,
    },
    {
      label: text.reason,
      width: '3fr',
      phone: 'wide',
      cell: (row) => <span title={reasonOf(row)}>{reasonOf(row)}</span>,
    },
    { label: text.row, width: '6rem', cell: ({ row }) => text.rowAt(format.number(row)) },
    { label: text.sheet, width: '1fr', cell: ({ sheet }) => sheet },
  ];
  return one.undo === null ? columns : [...columns, undoColumn(text.undo, text.undoFates)];
}

function undoColumn(
  label: string,
  words: Readonly<Record<'undone' | 'kept' | 'refused', string>>,
): Column<ImportRow> {
  return {
    label,
    width: '9rem',
    cell: ({ undo }) => undo !== null && words[undo.fate],
  };
}

/** Leads to the bag where it is known to be one, and to be there. */
function codeCell({ kind, mode }: Import, { code, fate }: ImportRow) {
  const isBag = (kind === 'bags' || kind === 'packing') && mode === 'commit';
  if (!isBag || fate === 'refused') return <span className="tt-code">{code}</span>;
  return (
    <Link to="/bags/$code" params={{ code }} className="tt-row-link tt-code">
      {code}
    </Link>
  );
}

/** What the server appends where a dry run had foreseen another fate; here it is told apart. */
const FORESEEN = / \(in the dry run it was \w+\)$/;

/** Why a row fared so, and where it was not taken back, why that. */
function useReason(): (row: ImportRow) => string {
  const text = useText();
  const say = useServerSentence();
  return ({ detail, foreseen, fate, undo }) => {
    if (undo?.fate === 'refused') return say(undo.detail);
    const why = say(detail.replace(FORESEEN, ''));
    const isOther = foreseen !== null && foreseen !== fate;
    return isOther ? text.foreseen(why, text.fates[foreseen]) : why;
  };
}

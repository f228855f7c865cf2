import { Link } from '@tanstack/react-router';
import { isOutcome } from '#domain/outcome.ts';
import { useList } from '../app/queries.ts';
import { useLanguage } from '../text/language.ts';
import { useFormat } from '../ui/format.ts';
import { type Column, LongList } from '../ui/long-list.tsx';
import { Empty } from '../ui/states.tsx';
import { useWords } from '../ui/words.ts';
import { FateBadge } from './import-badges.tsx';
import { type Import, type ImportRow, rowsQuery } from './queries.ts';
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
      cell: (row) => <span title={row.detail}>{reasonOf(row)}</span>,
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
    cell: ({ undo }) => undo !== null && <span title={undo.detail}>{words[undo.fate]}</span>,
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

/** The server tells each reason in an English sentence; in Hindi it is told by its name. */
function useReason(): (row: ImportRow) => string {
  const text = useText();
  const words = useWords();
  const isEnglish = useLanguage() === 'en';
  const named = (reason: string, detail: string) => {
    if (isOutcome(reason)) return words.outcome[reason];
    return isReason(reason, text.reasons) ? text.reasons[reason] : detail;
  };
  return ({ reason, detail, into, foreseen, fate }) => {
    const why = isEnglish ? detail : text.into(named(reason, detail), into ?? '');
    const isOther = foreseen !== null && foreseen !== fate;
    return isOther ? text.foreseen(why, text.fates[foreseen]) : why;
  };
}

function isReason<Name extends string>(
  name: string,
  reasons: Readonly<Record<Name, string>>,
): name is Name {
  return Object.keys(reasons).includes(name);
}

import {
  BILL_DESCRIPTION_LENGTH_MAX,
  BILL_FIELD_LENGTH_MAX,
  BILL_TARGET_DEFAULT,
  BILL_TARGET_MAX,
} from '#domain/bill.ts';
import { type Cell, columnName, faultIn, isBlank, SheetFault, textOf } from '../sheet/sheet.ts';
import type { Ask, Wish } from './ask.ts';
import type { Gatherer } from './gather.ts';
import type { RowsWriter } from './rows-file.ts';

/** What a kind of file with named columns has in its first row. */
interface Format {
  /** The first is where the row's code stands. */
  readonly columns: readonly string[];
  /** These must be there. */
  readonly needed: readonly string[];
  wishOf(cell: (column: string) => string): Wish;
}

const FORMATS: Readonly<Record<'bags' | 'bills', Format>> = {
  bags: {
    columns: ['qr_id', 'type', 'parent_qr_id'],
    needed: ['qr_id', 'type'],
    wishOf: bagWish,
  },
  bills: {
    columns: ['bill_id', 'description', 'parent_bag_count', 'dealer', 'destination', 'vehicle'],
    needed: ['bill_id'],
    wishOf: billWish,
  },
};

/** A row each for a bag or a bill, under a header that names the columns, in any order. */
export function gatherColumns(kind: 'bags' | 'bills', writer: RowsWriter): Gatherer {
  const format = FORMATS[kind];
  const sheets: string[] = [];
  let places: ReadonlyMap<string, number> | null = null;
  let at = 0;
  return {
    onSheet: (name) => {
      sheets.push(name);
      places = null;
    },
    onRow: (row, cells) => {
      if (places === null) {
        places = readHeader(format, sheets, row, cells);
        return;
      }
      const its = [...places.values()];
      const isUsed = its.some((column) => !isBlank(cells[column]));
      if (!isUsed && cells.every((cell) => typeof cell !== 'string' || isBlank(cell))) return;
      at++;
      writer.add([askFrom(format, { at, sheet: sheets.length - 1, row }, cells, places)]);
    },
    end: () => {
      if (places === null && at === 0) throw new SheetFault('The file has no rows');
      return { rows: at, sheets, late: [], targets: {} };
    },
  };
}

function readHeader(
  { columns, needed }: Format,
  sheets: readonly string[],
  row: number,
  cells: readonly Cell[],
): Map<string, number> {
  const places = new Map<string, number>();
  for (const [column, cell] of cells.entries()) {
    const name = textOf(cell)
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_');
    if (columns.includes(name) && !places.has(name)) places.set(name, column);
  }
  const missing = needed.filter((name) => !places.has(name));
  if (missing.length === 0) return places;
  const sheet = sheets.length > 1 ? ` of the sheet "${sheets.at(-1)}"` : '';
  const seen = cells
    .slice(0, HEADER_CELLS_SHOWN)
    .map((cell) => `"${textOf(cell).trim().slice(0, HEADER_CELL_LENGTH).toWellFormed()}"`);
  throw new SheetFault(
    `Row ${row}${sheet} must name the columns ${columns.join(', ')}, in English: ` +
      `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing. ` +
      `It has ${seen.join(', ')}`,
  );
}

const HEADER_CELLS_SHOWN = 8;
const HEADER_CELL_LENGTH = 40;

function askFrom(
  { columns, wishOf }: Format,
  place: Pick<Ask, 'at' | 'sheet' | 'row'>,
  cells: readonly Cell[],
  places: ReadonlyMap<string, number>,
): Ask {
  const cellOf = (name: string): Cell | undefined => {
    const column = places.get(name);
    return column === undefined ? undefined : cells[column];
  };
  const code = textOf(cellOf(columns[0] ?? ''));
  for (const name of columns) {
    const fault = faultIn(cellOf(name));
    if (fault === null) continue;
    const where = columnName(places.get(name) ?? 0);
    return { ...place, code, wish: malformed(`${name} (column ${where}) ${fault}`) };
  }
  return { ...place, code, wish: wishOf((name) => textOf(cellOf(name)).trim()) };
}

function bagWish(cell: (column: string) => string): Wish {
  const type = cell('type').toLowerCase();
  const parent = cell('parent_qr_id');
  if (type === 'parent') {
    return parent === '' ? { action: 'open' } : malformed('a parent lies in no other parent');
  }
  if (type !== 'child')
    return malformed(`type must be parent or child, not "${type.slice(0, 40)}"`);
  return parent === '' ? { action: 'register' } : { action: 'pack', into: parent };
}

function billWish(cell: (column: string) => string): Wish {
  const count = cell('parent_bag_count');
  const target = count === '' ? BILL_TARGET_DEFAULT : /^\d{1,9}$/.test(count) ? Number(count) : 0;
  if (!(target >= 1 && target <= BILL_TARGET_MAX)) {
    return malformed(
      `parent_bag_count must be 1 to ${BILL_TARGET_MAX}, not "${count.slice(0, 40)}"`,
    );
  }
  const fields = {
    description: cell('description'),
    dealer: cell('dealer'),
    destination: cell('destination'),
    vehicle: cell('vehicle'),
  };
  for (const [name, text] of Object.entries(fields)) {
    const most = name === 'description' ? BILL_DESCRIPTION_LENGTH_MAX : BILL_FIELD_LENGTH_MAX;
    if (text.length > most) return malformed(`${name} has over ${most} characters`);
  }
  return { action: 'make_bill', fields: { target, ...fields } };
}

function malformed(detail: string): Wish {
  return { action: 'none', reason: 'malformed', detail: `Not accepted: ${detail}` };
}

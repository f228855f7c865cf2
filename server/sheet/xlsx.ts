import { columnNumber, type Merges, makeMergeFinder } from './merges.ts';
import { showNumber } from './number-format.ts';
import { type Cell, COLUMNS_MAX, isBlank, SheetFault, type SheetReader } from './sheet.ts';
import { formatOf, readWorkbook, type Workbook } from './workbook.ts';
import { openWorkbookFile, type WorkbookFile } from './workbook-file.ts';
import { attributeOf, makeXmlParser, type XmlReader } from './xml.ts';

/**
 * Reads a workbook (.xlsx, ECMA-376), every sheet of it: of formulas what they last gave, of
 * numbers what the sheet shows. Memory does not grow with its length.
 * @param spillFile for shared texts that do not fit the memory they may take.
 * @throws {SheetFault}
 */
export async function readXlsx(
  path: string,
  spillFile: string,
  reader: SheetReader,
): Promise<void> {
  const file = await openWorkbookFile(path, () => reader.onPiece?.());
  try {
    const workbook = await readWorkbook(file, spillFile);
    try {
      for (const { name, part } of workbook.sheets) {
        reader.onSheet(name);
        await readSheet(file, workbook, part, reader);
      }
    } finally {
      workbook.texts.close();
    }
  } finally {
    file.close();
  }
}

async function readSheet(
  file: WorkbookFile,
  workbook: Workbook,
  part: string,
  reader: SheetReader,
): Promise<void> {
  // Twice, as what is merged is told after the rows: finding it takes a tenth of reading them.
  const finder = makeMergeFinder(part);
  await file.read(part, finder.write);
  const rows = makeRowReader(workbook, finder.end(), reader);
  const parser = makeXmlParser(part, rows.xml);
  await file.read(part, parser.write);
  parser.end();
  rows.end();
}

const ROW_MAX = 1_048_576;

/** Gives on rows with something in them, and those that merged cells reach into. */
function makeRowReader(workbook: Workbook, merges: Merges, reader: SheetReader) {
  let row = 0;
  let given = 0;
  let cells: Cell[] = [];
  const giveCovered = (end: number): void => {
    for (let from = given + 1; ; ) {
      const covered = merges.nextCovered(from, end);
      if (covered === null) return;
      const marked: Cell[] = [];
      merges.mark(covered, marked);
      reader.onRow(covered, marked);
      from = covered + 1;
    }
  };
  const xml = makeCellReader(workbook, {
    onRow: (number) => {
      row = number ?? row + 1;
      if (!(row > given && row <= ROW_MAX)) throw new SheetFault('The rows of a sheet are muddled');
      giveCovered(row);
      cells = [];
    },
    onCell: (column, cell) => {
      const at = column ?? cells.length;
      if (!(at >= 0 && at < COLUMNS_MAX)) throw new SheetFault(`Row ${row} has too many columns`);
      while (cells.length <= at) cells.push('');
      cells[at] = cell;
    },
    onRowEnd: () => {
      merges.mark(row, cells);
      if (cells.some((cell) => !isBlank(cell))) reader.onRow(row, cells);
      given = row;
    },
  });
  return { xml, end: () => giveCovered(ROW_MAX + 1) };
}

interface CellSink {
  /** The row's number, or null when it does not say. */
  onRow(number: number | null): void;
  onCell(column: number | null, cell: Cell): void;
  onRowEnd(): void;
}

function makeCellReader(workbook: Workbook, sink: CellSink): XmlReader {
  let isInRows = false;
  let isInText = false;
  let phonetics = 0;
  let hasFormula = false;
  let hasValue = false;
  let text = '';
  let attributes = '';
  return {
    get wantsText() {
      return isInText;
    },
    onOpen: (tag, its) => {
      if (tag === 'sheetData') isInRows = true;
      if (!isInRows) return;
      if (tag === 'row') sink.onRow(numberIn(attributeOf(its, 'r')));
      else if (tag === 'c') {
        attributes = its;
        text = '';
        hasFormula = false;
        hasValue = false;
      } else if (tag === 'f') hasFormula = true;
      else if (tag === 'rPh') phonetics++;
      else if (tag === 'v' || (tag === 't' && phonetics === 0)) {
        isInText = true;
        hasValue = true;
      }
    },
    onText: (piece) => {
      text += piece;
    },
    onClose: (tag) => {
      if (tag === 'sheetData') isInRows = false;
      if (!isInRows) return;
      if (tag === 'v' || tag === 't') isInText = false;
      else if (tag === 'rPh') phonetics--;
      else if (tag === 'row') sink.onRowEnd();
      else if (tag === 'c') {
        const column = columnOf(attributeOf(attributes, 'r'));
        const isEmptyFormula = hasFormula && !hasValue;
        sink.onCell(column, isEmptyFormula ? NO_RESULT : cellOf(workbook, attributes, text));
      }
    },
  };
}

const NO_RESULT: Cell = { fault: 'holds a formula without a stored result' };

function cellOf(workbook: Workbook, attributes: string, text: string): Cell {
  switch (attributeOf(attributes, 't')) {
    case 's':
      return workbook.texts.get(Number(text)) ?? { fault: 'refers to a text that is not there' };
    case 'inlineStr':
    case 'str':
      return text;
    case 'b':
      return text === '1' ? 'TRUE' : 'FALSE';
    case 'e':
      return { fault: `holds the error ${text}` };
    case 'd':
      return { fault: `holds a date (${text.slice(0, 10)}), not a text` };
    default: {
      if (text === '') return '';
      const format = formatOf(workbook, attributeOf(attributes, 's'));
      return showNumber(text, format, workbook.is1904);
    }
  }
}

function numberIn(text: string | null): number | null {
  return text === null ? null : Number(text);
}

/** `B12` is 1; null for a cell that does not say where it stands. */
function columnOf(reference: string | null): number | null {
  if (reference === null) return null;
  let letters = 0;
  while (reference.charCodeAt(letters) >= 65) letters++;
  return columnNumber(reference.slice(0, letters));
}

import { createReadStream } from 'node:fs';
import { type Encoding, findEncoding } from './encoding.ts';
import { CELL_LENGTH_MAX, COLUMNS_MAX, SheetFault, type SheetReader } from './sheet.ts';

const NO_TEXT = 'The file is no spreadsheet: send .xlsx, or .csv as text';

/**
 * Reads comma-separated values (RFC 4180), with whatever delimiter and encoding they have.
 * @throws {SheetFault}
 */
export async function readCsv(path: string, reader: SheetReader): Promise<void> {
  const encoding = await findEncoding(path);
  if (encoding === null) throw new SheetFault(NO_TEXT);
  reader.onSheet('');
  let parser: CsvParser | null = null;
  let head = '';
  for await (const text of textsOf(path, encoding)) {
    if (parser !== null) {
      parser.write(text);
      reader.onPiece?.();
      continue;
    }
    head += text;
    if (head.length < HEAD_LENGTH) continue;
    parser = begin(head, reader);
  }
  parser ??= begin(head, reader);
  parser.end();
}

/** Enough to tell the delimiter by. */
const HEAD_LENGTH = 64 * 1024;

function begin(head: string, reader: SheetReader): CsvParser {
  // Excel's own way to say the delimiter, in a line before the first.
  const said = /^sep=(.)\r?\n/i.exec(head);
  const parser = makeCsvParser(said?.[1] ?? delimiterOf(head), reader);
  parser.write(said === null ? head : head.slice(said[0].length));
  return parser;
}

async function* textsOf(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    yield decoder.decode(bytes, { stream: true });
  }
  yield decoder.decode();
}

const DELIMITERS = [',', ';', '\t', '|'];
const LINES_COUNTED = 20;

/**
 * The delimiter that the first line has outside of quotes; where it has several, the one that most
 * of the next lines have as often. Labels have commas in them, heads have none.
 */
export function delimiterOf(head: string): string {
  const lines = head
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, LINES_COUNTED)
    .map((line) => line.replaceAll(/"[^"]*"/g, ''));
  const countIn = (line: string, delimiter: string) => line.split(delimiter).length - 1;
  let best = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const inFirst = countIn(lines[0] ?? '', delimiter);
    const agreeing = lines.filter((line) => countIn(line, delimiter) === inFirst).length;
    const score = inFirst === 0 ? 0 : agreeing * 100 + inFirst;
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

interface CsvParser {
  write(text: string): void;
  end(): void;
}

/** Where the parser is: at a field's start, in a plain or quoted one, after a closing quote. */
type Place = 'start' | 'plain' | 'quoted' | 'closed';

/** Feeds rows to `reader`. A broken quote ends it: nobody could tell what follows. */
function makeCsvParser(delimiter: string, reader: SheetReader): CsvParser {
  const fields = makeFields(reader);
  const special = new RegExp(`[\\r\\n${delimiter === '|' ? '\\|' : delimiter}]`, 'g');
  let place: Place = 'start';
  let isAfterReturn = false;

  /** @returns where to go on. */
  const inQuotes = (text: string, at: number): number => {
    const quote = text.indexOf('"', at);
    fields.add(text.slice(at, quote === -1 ? text.length : quote), true);
    if (quote === -1) return text.length;
    place = 'closed';
    return quote + 1;
  };
  const inPlain = (text: string, at: number): number => {
    // A quote in the middle of a plain field stands for itself.
    place = 'plain';
    special.lastIndex = at;
    const end = special.exec(text)?.index ?? text.length;
    fields.add(text.slice(at, end), false);
    return end;
  };
  const atMark = (mark: string): void => {
    const isSecondHalf = mark === '\n' && isAfterReturn;
    isAfterReturn = mark === '\r';
    if (isSecondHalf) return;
    fields.endField();
    if (mark !== delimiter) fields.endRow();
    place = 'start';
  };
  const write = (text: string): void => {
    for (let at = 0; at < text.length; ) {
      const character = text.charAt(at);
      const isMark = character === delimiter || character === '\r' || character === '\n';
      if (place === 'quoted') at = inQuotes(text, at);
      else if (isMark) {
        atMark(character);
        at++;
      } else if (character === '"' && place !== 'plain') {
        if (place === 'closed') fields.add('"', true);
        isAfterReturn = false;
        place = 'quoted';
        at++;
      } else {
        if (place === 'closed') throw new SheetFault(brokenQuote(fields.row));
        isAfterReturn = false;
        at = inPlain(text, at);
      }
    }
  };
  return {
    write,
    end: () => {
      if (place === 'quoted') throw new SheetFault(openQuote(fields.row));
      fields.endField();
      fields.endRow();
    },
  };
}

/** Gathers fields to rows. */
function makeFields(reader: SheetReader) {
  let row = 1;
  let cells: string[] = [];
  let field = '';
  return {
    get row() {
      return row;
    },
    add: (text: string, isQuoted: boolean): void => {
      field += text;
      if (field.length > CELL_LENGTH_MAX) throw new SheetFault(tooLong(row, isQuoted));
    },
    endField: (): void => {
      if (cells.length === COLUMNS_MAX) throw new SheetFault(`Row ${row} has too many columns`);
      cells.push(field);
      field = '';
    },
    endRow: (): void => {
      if (cells.some((cell) => cell.trim() !== '')) reader.onRow(row, cells);
      cells = [];
      row++;
    },
  };
}

function brokenQuote(row: number): string {
  return `Row ${row} has a broken quotation mark: text follows where the field should end`;
}

function openQuote(row: number): string {
  return `Row ${row} opens a quotation mark that is never closed`;
}

function tooLong(row: number, isQuoted: boolean): string {
  return isQuoted ? openQuote(row) : `Row ${row} has a field of over ${CELL_LENGTH_MAX} characters`;
}

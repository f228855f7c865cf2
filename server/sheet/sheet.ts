/** What every reader of spreadsheets gives: rows of texts, one after the other. */

/** The text of a cell as a person sees it; or, where it has none to give, why. */
export type Cell = string | CellFault;

export interface CellFault {
  /** In words that follow the cell's place: `holds the error #N/A`. */
  readonly fault: string;
}

/** Hears what a file holds, in its order. */
export interface SheetReader {
  /** After each piece of the file, some kilobytes: here a reader may rest. */
  onPiece?(): void;
  /** A sheet begins. A file of comma-separated values is one sheet without a name. */
  onSheet(name: string): void;
  /**
   * A row that is not blank, by its number in the sheet, counted from 1.
   * @param cells by column; what is missing at the end is blank.
   */
  onRow(row: number, cells: readonly Cell[]): void;
}

/** Why a file cannot be read, in a sentence for whoever sent it. Nothing of it is to be used. */
export class SheetFault extends Error {}

export function isBlank(cell: Cell | undefined): boolean {
  return cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}

/** The text of a cell; empty for one that is missing or has none. */
export function textOf(cell: Cell | undefined): string {
  return typeof cell === 'string' ? cell : '';
}

export function faultIn(cell: Cell | undefined): string | null {
  return cell === undefined || typeof cell === 'string' ? null : cell.fault;
}

/** A column's letters: 0 is A, 26 is AA. */
export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}

/** Longer texts are no codes, names or descriptions. */
export const CELL_LENGTH_MAX = 32_767;
/** As many as the widest workbook has. */
export const COLUMNS_MAX = 16_384;

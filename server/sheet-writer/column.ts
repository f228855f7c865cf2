/** A cell's value; null is an empty cell. */
export type Cell = string | number | null;

/** One column of a sheet: its head, and what each row has there. */
export interface Column<Row> {
  readonly name: string;
  /**
   * `instant` is a time in UTC as the database gives it, `date` a day without a time. A workbook
   * has both as real dates, a CSV as the API has them.
   */
  readonly type: 'text' | 'number' | 'instant' | 'date';
  readonly of: (row: Row) => Cell;
}

/** What a statement finds, and how it is written. */
export interface RowSource<Row, Item> {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly itemOf: (row: Row) => Item;
  readonly columns: readonly Column<Item>[];
}

const FORMULA_START = /^[=+\-@\t\r]/;

/**
 * A text that no spreadsheet takes for a formula (OWASP, "CSV injection"): in front of what begins
 * like one stands an apostrophe. Numbers of ours are no texts, so that -22 stays a number.
 */
export function guardText(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

import type { ImportKind } from '#contract/import.ts';
import type { CodeRules } from '#domain/code.ts';
import type { SheetReader } from '../sheet/sheet.ts';
import type { Outline } from './ask.ts';
import { gatherBatches } from './gather-batches.ts';
import { gatherColumns } from './gather-columns.ts';
import type { RowsWriter } from './rows-file.ts';

/** Turns the rows of a file into asks, by the rules of its kind. */
export interface Gatherer extends SheetReader {
  /** To be called after the last row. */
  end(): Gathered;
}

export interface Gathered extends Omit<Outline, 'size'> {
  /** Rows that are not blank and no header. */
  readonly rows: number;
}

/** @throws {SheetFault} by its methods, when the file is not of this kind. */
export function makeGatherer(kind: ImportKind, rules: CodeRules, writer: RowsWriter): Gatherer {
  switch (kind) {
    case 'bags':
    case 'bills':
      return gatherColumns(kind, writer);
    case 'packing':
    case 'billing':
      return gatherBatches(kind, rules, writer);
  }
}

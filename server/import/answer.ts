import type { Import, ImportRow } from '#contract/import.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';
import { wordsOf } from './fate.ts';
import type { ImportRecord, ImportRowRecord } from './import.sql.ts';

/** An import in the words of the contract. */
export function importOf(record: ImportRecord, names: CatalogueSnapshot): Import {
  const nameOf = (id: number) => names.usernameById.get(id) ?? 'unknown';
  const { area_id, undo_by } = record;
  return {
    id: record.id,
    kind: record.kind,
    mode: record.mode,
    existing: record.refuses_known ? 'refuse' : 'extend',
    state: record.state,
    progress: progressOf(record),
    rows: record.row_count,
    counts: {
      created: record.created_rows,
      linked: record.linked_rows,
      same: record.same_rows,
      conflict: record.conflict_rows,
      refused: record.refused_rows,
    },
    fault: record.fault,
    file: { name: record.file_name, size: record.file_size, sha256: record.sha256 },
    area: area_id === null ? null : (names.areaNameById.get(area_id) ?? null),
    sameAs: record.same_as,
    dryRun: record.dry_run,
    changed: record.changed_rows,
    undo:
      undo_by === null
        ? null
        : {
            by: nameOf(undo_by),
            undone: record.undone_rows,
            kept: record.kept_rows,
            refused: record.unmoved_rows,
          },
    createdBy: nameOf(record.created_by),
    createdAt: record.created_at,
    startedAt: record.started_at,
    finishedAt: record.finished_at,
  };
}

/** Of what is being done now: recording the rows, or taking them back. */
function progressOf(record: ImportRecord): number {
  const { state, row_count, undo_by, undo_place } = record;
  if (state === 'done' || state === 'undone') return 1;
  if (row_count === null) return 0;
  if (row_count === 0) return 1;
  const undoneShare = 1 - (undo_place ?? 0) / row_count;
  const share = undo_by === null ? fatesOf(record) / row_count : undoneShare;
  return Math.min(1, Math.round(share * 1_000) / 1_000);
}

function fatesOf(record: ImportRecord): number {
  const { created_rows, linked_rows, same_rows, conflict_rows, refused_rows } = record;
  return created_rows + linked_rows + same_rows + conflict_rows + refused_rows;
}

/** A row's fate in the words of the contract. */
export function importRowOf(record: ImportRowRecord): ImportRow {
  const { sheet, row, code, fate, outcome, reason, into_code, foreseen } = record;
  const { undo_fate, undo_reason } = record;
  const told = reason === '' ? (wordsOf(outcome, code, into_code) ?? '') : reason;
  return {
    sheet,
    row,
    code,
    fate,
    reason: outcome,
    detail: foreseen === null ? told : `${told} (in the dry run it was ${foreseen})`,
    into: into_code,
    foreseen,
    undo: undo_fate === null ? null : { fate: undo_fate, detail: undo_reason ?? '' },
  };
}

import { memo } from 'react';
import type { ScanRow } from '../../offline/rows.ts';
import { isBilledPartFull } from '../desk/correction.ts';
import { type Undo, undoOf } from '../desk/intent.ts';
import { sayOf, useText } from '../text/text.ts';
import { Icon, type IconName } from './icon.tsx';

export type RowTone = 'ok' | 'notice' | 'error';

export function toneOfRow(row: ScanRow): RowTone {
  if (row.fault !== null) return 'error';
  const tone = row.result?.tone ?? row.told.tone;
  return tone === 'ok' && isBilledPartFull(row) ? 'notice' : tone;
}

export const TONE_ICONS: Readonly<Record<RowTone, IconName>> = {
  ok: 'check',
  notice: 'notice',
  error: 'error',
};

interface Props {
  readonly rows: readonly ScanRow[];
  readonly onUndo: (undo: Undo) => void;
}

/** The last scans with what became of them; each that changed something can be taken back. */
export function RecentScans({ rows, onUndo }: Props) {
  const text = useText();
  return (
    <section className="recent" aria-labelledby="recent-title">
      <h2 id="recent-title">{text.lastScans}</h2>
      {rows.length === 0 ? <p className="soft">{text.noScans}</p> : null}
      <ul>
        {rows.slice(0, ROWS_SHOWN_MAX).map((row) => (
          <RecentRow
            key={row.id}
            row={row}
            isUndone={rows.some(({ undoes, state }) => undoes === row.id && state !== 'refused')}
            canUndo={undoOf(row, rows) !== null}
            onUndo={onUndo}
          />
        ))}
      </ul>
    </section>
  );
}

/** More would be drawn with every scan, and read by nobody. */
const ROWS_SHOWN_MAX = 12;

interface RowProps {
  readonly row: ScanRow;
  readonly isUndone: boolean;
  readonly canUndo: boolean;
  readonly onUndo: (undo: Undo) => void;
}

/** Drawn again only when its own scan has changed: the list is drawn with every scan. */
const RecentRow = memo(function RecentRow({ row, isUndone, canUndo, onUndo }: RowProps) {
  const text = useText();
  const tone = toneOfRow(row);
  const undo = canUndo ? undoOf(row, []) : null;
  return (
    <li data-tone={tone} data-state={row.state} data-undone={isUndone}>
      <Icon name={TONE_ICONS[tone]} />
      <span className="said">
        {sayOf(row, text)}
        {isUndone ? <small> {text.undone}</small> : null}
      </span>
      {row.state === 'waiting' ? (
        <span className="waiting" role="img" aria-label={text.waitingMark}>
          <Icon name="clock" />
        </span>
      ) : null}
      <span className="fill">{tone === 'error' ? null : row.fill}</span>
      {undo === null ? null : (
        <button
          type="button"
          className="small"
          aria-label={text.undoOne(row.shown.bag ?? row.intent.code)}
          onClick={() => onUndo(undo)}
        >
          <Icon name="undo" />
        </button>
      )}
    </li>
  );
});

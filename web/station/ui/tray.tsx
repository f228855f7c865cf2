import type { ScanRow } from '../../offline/rows.ts';
import { type Bench, record, settle } from '../desk/bench.ts';
import { adviceOf, sayOf, useText } from '../text/text.ts';

interface Props {
  readonly bench: Bench;
  readonly rows: readonly ScanRow[];
  readonly onClose: () => void;
}

/** Refused scans, until somebody has dealt with them: why, what to do, and "send again". */
export function Tray({ bench, rows, onClose }: Props) {
  const text = useText();
  const sendAgain = (row: ScanRow) => {
    record(bench, () => ({ intent: row.intent }));
    settle(bench, [row]);
  };
  return (
    <section className="tray panel" aria-labelledby="tray-title">
      <header>
        <h2 id="tray-title">{text.tray}</h2>
        {rows.length > 1 ? (
          <button type="button" className="quiet" onClick={() => settle(bench, rows)}>
            {text.dismissAll}
          </button>
        ) : null}
        <button type="button" className="quiet" onClick={onClose}>
          {text.close}
        </button>
      </header>
      {rows.length === 0 ? <p className="soft">{text.trayEmpty}</p> : null}
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <p>
              <strong>{sayOf(row, text)}</strong>
            </p>
            <p className="soft">{adviceOf(row, text)}</p>
            <p className="choices">
              <button type="button" onClick={() => sendAgain(row)}>
                {text.sendAgain}
              </button>
              <button type="button" className="quiet" onClick={() => settle(bench, [row])}>
                {text.dismiss}
              </button>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { ReactNode } from 'react';
import { useFormat } from '../ui/format.ts';
import type { DayReport } from './queries.ts';
import { useText } from './text.ts';

interface Props {
  readonly title: string;
  /** What the lines are of. */
  readonly name: string;
  readonly empty: string;
  readonly lines: readonly Line[];
}

type Line = DayReport['total'] & { readonly name: ReactNode; readonly key: string };

const COUNTS = ['packed', 'filled', 'billed', 'refused', 'scans'] as const;

/** The same counts for each area, or each user. */
export function WorkTable({ title, name, empty, lines }: Props) {
  const text = useText();
  const format = useFormat();
  return (
    <section className="tt-report-part">
      <h2>{title}</h2>
      {lines.length === 0 ? (
        <p className="tt-soft">{empty}</p>
      ) : (
        <div className="tt-table-scroll">
          <table className="tt-table">
            <thead>
              <tr>
                <th scope="col">{name}</th>
                {COUNTS.map((count) => (
                  <th key={count} scope="col" data-end>
                    {text[count]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.key}>
                  <td>
                    <b>{line.name}</b>
                  </td>
                  {COUNTS.map((count) => (
                    <td key={count} data-end data-label={text[count]}>
                      {format.number(line[count])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

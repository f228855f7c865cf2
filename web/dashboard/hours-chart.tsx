import type { CSSProperties } from 'react';
import { useFormat } from '../ui/format.ts';
import { columnsOf } from './columns.ts';
import type { Today } from './queries.ts';
import { useText } from './text.ts';

/**
 * Columns for the hours of the day. Plain elements: a chart library would be the largest part of
 * the page, and this is drawn with the first paint.
 */
export function HoursChart({ hours }: { readonly hours: Today['hours'] | undefined }) {
  const text = useText();
  const format = useFormat();
  if (hours === undefined) return <div className="tt-hours" aria-busy="true" />;
  const shown = columnsOf(hours);
  const most = Math.max(1, ...shown.map(({ packed }) => packed));
  if (shown.every(({ packed }) => packed === 0)) {
    return <p className="tt-hours tt-hours-quiet">{text.quiet}</p>;
  }
  return (
    <ol className="tt-hours">
      {shown.map(({ hour, packed }) => {
        const height: CSSProperties & Record<'--share', number> = { '--share': packed / most };
        const label = text.hourOf(text.hour(hour), format.number(packed));
        return (
          <li key={hour}>
            <span
              className="tt-hours-column"
              data-none={packed === 0 || undefined}
              style={height}
              title={label}
            >
              <span className="tt-hidden">{label}</span>
              {packed > 0 && (
                <span className="tt-hours-count" aria-hidden="true">
                  {format.number(packed)}
                </span>
              )}
            </span>
            <span className="tt-hours-name" aria-hidden="true">
              {hour}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

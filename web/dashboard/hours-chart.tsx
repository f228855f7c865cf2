import { Tooltip } from '@mantine/core';
import type { CSSProperties } from 'react';
import { useFormat } from '../ui/format.ts';
import './dashboard.css';
import type { Today } from './queries.ts';
import { useText } from './text.ts';

/** Before and after these hours a column is shown only when something happened in it. */
const SHIFT = { first: 6, last: 19 };

/**
 * Columns for the hours of the day. Plain elements: a chart library would be the largest part of
 * the page, and this is drawn with the first paint.
 */
export function HoursChart({ hours }: { readonly hours: Today['hours'] }) {
  const text = useText();
  const format = useFormat();
  const shown = columnsOf(hours);
  const most = Math.max(1, ...shown.map(({ packed }) => packed));
  if (shown.every(({ packed }) => packed === 0)) return <p className="tt-soft">{text.quiet}</p>;
  return (
    <ol className="tt-hours">
      {shown.map(({ hour, packed }) => {
        const height: CSSProperties & Record<'--share', number> = { '--share': packed / most };
        const label = text.hourOf(text.hour(hour), format.number(packed));
        return (
          <li key={hour}>
            <Tooltip label={label} openDelay={0}>
              <span
                className="tt-hours-column"
                data-none={packed === 0 || undefined}
                style={height}
              >
                <span className="tt-hidden">{label}</span>
                {packed > 0 && (
                  <span className="tt-hours-count" aria-hidden="true">
                    {format.number(packed)}
                  </span>
                )}
              </span>
            </Tooltip>
            <span className="tt-hours-name" aria-hidden="true">
              {hour}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** The hours come in their order, from the site's midnight on: their place is their name. */
function columnsOf(hours: Today['hours']): { readonly hour: number; readonly packed: number }[] {
  const busy = hours.flatMap(({ packed }, hour) => (packed > 0 ? [hour] : []));
  const first = Math.min(SHIFT.first, ...busy);
  const last = Math.max(SHIFT.last, ...busy);
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const hour = first + at;
    return { hour, packed: hours[hour]?.packed ?? 0 };
  });
}

import { Sheet } from '../ui/facts.tsx';
import { useFormat } from '../ui/format.ts';
import type { Today } from './queries.ts';
import { useText } from './text.ts';

/** Each station's work of today. */
export function Stations({ stations }: { readonly stations: Today['stations'] }) {
  const text = useText();
  const format = useFormat();
  return (
    <Sheet title={text.stations}>
      {stations.length === 0 && <p className="tt-soft">{text.noStations}</p>}
      <ul className="tt-lines">
        {stations.map(({ station, packed, refused, lastScanAt }) => (
          <li key={station}>
            <span className="tt-lines-what">
              <b>{station ?? text.unnamed}</b>
              <small>
                {text.lastScan} {format.time(lastScanAt)}
                {refused > 0 && `, ${text.refusedShort} ${format.number(refused)}`}
              </small>
            </span>
            <span className="tt-lines-end">
              {text.packedShort} <b>{format.number(packed)}</b>
            </span>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

/** Who has scanned within the last minutes. */
export function People({ people }: { readonly people: Today['people'] }) {
  const text = useText();
  const format = useFormat();
  const now = Date.now();
  return (
    <Sheet title={text.people} aside={<span className="tt-soft">{people.length}</span>}>
      <p className="tt-soft">{people.length === 0 ? text.nobody : text.peopleLead}</p>
      <ul className="tt-lines">
        {people.map(({ username, station, scans, lastScanAt }) => (
          <li key={`${username} ${station}`}>
            <span className="tt-lines-what">
              <b>{username}</b>
              <small>
                {station !== null && `${station}, `}
                {format.ago(lastScanAt, now)}
              </small>
            </span>
            <span className="tt-lines-end">{text.scansOf(format.number(scans))}</span>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

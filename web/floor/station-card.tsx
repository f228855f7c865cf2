import { durationOf } from '../ui/duration.ts';
import { Facts } from '../ui/facts.tsx';
import { useFormat } from '../ui/format.ts';
import { useText } from './text.ts';
import type { ShownStation, Trouble } from './trouble.ts';

/** One station: how fast it goes, and what is wrong with it. */
export function StationCard({ shown }: { readonly shown: ShownStation }) {
  const text = useText();
  const format = useFormat();
  const { station, look, troubles } = shown;
  const [trouble] = troubles;
  const calm = look === 'quiet' ? text.quiet : text.fine;
  return (
    <li className="tt-station" data-look={look}>
      <div className="tt-station-head">
        <h2>{station.station}</h2>
        <span className="tt-badge" data-look={look === 'quiet' ? 'plain' : look}>
          {trouble === undefined ? calm : text.troubles[trouble]}
        </span>
        <p>
          {station.area ?? text.noArea}
          {station.user !== null && `, ${station.user}`}
        </p>
      </div>
      <p className="tt-station-rate">
        <b>{format.number(rounded(station.scansPerMinute))}</b> {text.perMinute}
      </p>
      <Facts facts={useFacts(shown)} />
      <People shown={shown} />
    </li>
  );
}

function useFacts({ station, troubles, unsentSeconds, now }: ShownStation) {
  const text = useText();
  const format = useFormat();
  const duration = (seconds: number) => durationOf(seconds, text, format.number);
  const { waiting, clockSkewMs, refusedPercent, lastSeenAt } = station;
  const waitingWords = () => {
    if (waiting === null) return text.unknown;
    if (waiting === 0) return text.allSent;
    const count = format.number(waiting);
    return unsentSeconds === null ? count : text.waitingSince(count, duration(unsentSeconds));
  };
  const clockWords = () => {
    if (clockSkewMs === null) return text.unknown;
    if (Math.abs(clockSkewMs) < CLOCK_TOLD_MS) return text.clockRight;
    const time = duration(Math.abs(clockSkewMs) / 1_000);
    return clockSkewMs > 0 ? text.fast(time) : text.slow(time);
  };
  const marked = (words: string, trouble: Trouble) =>
    troubles.includes(trouble) ? <strong>{words}</strong> : words;
  const seen = lastSeenAt === null ? text.unknown : format.ago(lastSeenAt, now);
  return [
    [text.waiting, marked(waitingWords(), 'unsent')],
    [text.refused, marked(`${format.number(rounded(refusedPercent))}\u00a0%`, 'refused')],
    [text.seen, marked(seen, 'silent')],
    [text.clock, marked(clockWords(), 'clock')],
  ] as const;
}

/** Less is the way that the heartbeat took. */
const CLOCK_TOLD_MS = 5_000;

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function People({ shown: { station } }: { readonly shown: ShownStation }) {
  const text = useText();
  const format = useFormat();
  if (station.people.length === 0) return <p className="tt-soft">{text.nobody}</p>;
  return (
    <ul className="tt-station-people" aria-label={text.people}>
      {station.people.map(({ user, scansPerMinute, refusedPercent }) => (
        <li key={user}>
          <span>{user}</span>
          <span>
            {format.number(rounded(scansPerMinute))} {text.perMinute}
          </span>
          <span>{format.number(rounded(refusedPercent))} %</span>
        </li>
      ))}
    </ul>
  );
}

import { isOutcome, toneOf } from '#domain/outcome.ts';
import { useText } from '../bags/text.ts';
import { useActionWord } from './badges.tsx';
import { CodeLink } from './code-link.tsx';
import { useFormat } from './format.ts';
import { useWords } from './words.ts';

/** One scan of a bag, as the trace tells it. */
export interface TimelineEntry {
  readonly scannedAt: string;
  readonly receivedAt: string;
  readonly action: string;
  readonly outcome: string;
  readonly by: string | null;
  readonly station: string | null;
  readonly parent: string | null;
  readonly bill: string | null;
}

/** Device and server this far apart are both told. */
const CLOCKS_APART_MS = 60_000;

interface Props {
  readonly entries: readonly TimelineEntry[];
  /** When the bill was completed that it all ended on. */
  readonly end?: string | null;
}

/** What was done with a bag, in its order. */
export function Timeline({ entries, end = null }: Props) {
  const text = useText();
  const format = useFormat();
  return (
    <ol className="tt-timeline">
      {entries.map((entry, at) => (
        // Nothing in a ledger ever changes its place.
        // biome-ignore lint/suspicious/noArrayIndexKey: as said.
        <Entry key={at} entry={entry} />
      ))}
      {end !== null && (
        <li data-tone="ok">
          <p className="tt-timeline-what">
            <b>{text.completed}</b>
          </p>
          <p className="tt-timeline-who">
            <time dateTime={end}>{format.moment(end)}</time>
          </p>
        </li>
      )}
    </ol>
  );
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  const text = useText();
  const words = useWords();
  const actionWord = useActionWord();
  const format = useFormat();
  const { outcome, action, receivedAt, scannedAt, parent, bill, by, station } = entry;
  const tone = isOutcome(outcome) ? toneOf(outcome, action) : 'notice';
  const isOffline = Math.abs(Date.parse(receivedAt) - Date.parse(scannedAt)) > CLOCKS_APART_MS;
  return (
    <li data-tone={tone}>
      <p className="tt-timeline-what">
        {tone !== 'ok' && <span className="tt-soft">{actionWord(action)}: </span>}
        <b>{isOutcome(outcome) ? words.outcome[outcome] : outcome}</b>
        {parent !== null && <CodeLink to="bag" code={parent} label={text.into(parent)} />}
        {bill !== null && <CodeLink to="bill" code={bill} label={text.onBill(bill)} />}
      </p>
      <p className="tt-timeline-who">
        <time dateTime={receivedAt}>{format.moment(receivedAt)}</time>
        {by !== null && <span>{text.by(by)}</span>}
        {station !== null && <span>{text.at(station)}</span>}
        {isOffline && <span>{text.deviceClock(format.moment(scannedAt))}</span>}
      </p>
    </li>
  );
}

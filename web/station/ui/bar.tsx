import type { BenchView } from '../desk/memory.ts';
import { useText } from '../text/text.ts';

interface Props {
  readonly view: BenchView;
  readonly isTrayOpen: boolean;
  readonly onTray: () => void;
}

/** `scanned = stored + waiting + refused`, always in sight. */
export function CountBar({ view, isTrayOpen, onTray }: Props) {
  const text = useText();
  const { scanned, stored, waiting, refused, addsUp } = view.bar;
  const others = view.picture.others;
  return (
    <footer className="bar">
      {addsUp ? null : (
        <p className="warning" role="alert">
          {text.barWrong}
        </p>
      )}
      {others.map(({ username, waiting: count }) => (
        <p className="others" key={username}>
          {text.othersWaiting(username, count)}
        </p>
      ))}
      <section className="sum" aria-label={text.bar}>
        <Figure name="scanned" label={text.scanned} value={scanned} />
        <span className="sign">=</span>
        <Figure name="stored" label={text.stored} value={stored} />
        <span className="sign">+</span>
        <Figure name="waiting" label={text.waiting} value={waiting} />
        <span className="sign">+</span>
        <button
          type="button"
          className="figure"
          data-name="refused"
          data-alert={view.picture.refused.length > 0}
          aria-expanded={isTrayOpen}
          onClick={onTray}
        >
          <b>{refused}</b> <span>{text.refused}</span>
        </button>
      </section>
    </footer>
  );
}

function Figure(props: { readonly name: string; readonly label: string; readonly value: number }) {
  return (
    <span className="figure" data-name={props.name}>
      <b>{props.value}</b> <span>{props.label}</span>
    </span>
  );
}

import { type FormEvent, useEffect, useState } from 'react';
import { type Bench, change, record } from '../desk/bench.ts';
import type { BenchView, ParentView } from '../desk/memory.ts';
import { useText } from '../text/text.ts';

interface Props {
  readonly bench: Bench;
  readonly view: BenchView;
}

/** What may be done next, as lines that block nothing: scanning on passes them by. */
export function Offers({ bench, view }: Props) {
  const text = useText();
  const { parent } = view;
  return (
    <>
      <MoveLine bench={bench} view={view} />
      {parent?.status === 'sealed' ? (
        <p className="offer">
          {text.sealedBag}{' '}
          <button
            type="button"
            onClick={() =>
              record(bench, () => ({ intent: { action: 'reopen', code: parent.code } }))
            }
          >
            {text.reopen}
          </button>
        </p>
      ) : null}
    </>
  );
}

/** Moves the child that lies elsewhere into the open parent, if it is still offered. */
export function moveHere(bench: Bench): void {
  record(bench, ({ picture: { desk } }) => {
    const { offer, parent } = desk;
    if (offer === null || parent === null || offer.into !== parent) return null;
    return { intent: { action: 'move', code: offer.raw, parent }, from: offer.from };
  });
}

function MoveLine({ bench, view }: Props) {
  const text = useText();
  const { offer, parent } = view.picture.desk;
  const untilMs = offer?.untilMs ?? 0;
  const [, look] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => look(untilMs), Math.max(0, untilMs - Date.now()) + 1);
    return () => clearTimeout(timer);
  }, [untilMs]);
  if (offer === null || offer.into !== parent || Date.now() > untilMs) return null;
  return (
    <p className="offer" data-kind="move">
      <button type="button" className="main" onClick={() => moveHere(bench)}>
        {text.moveHere(offer.code)} <kbd>F2</kbd>
      </button>
      <span>{text.moveHint(offer.from)}</span>
    </p>
  );
}

/** The parent that was left part-full may be sealed, now or later. */
export function SealOffer({ bench, view: { left } }: Props) {
  return left === null ? null : <SealLine key={left.code} bench={bench} left={left} />;
}

function SealLine({ bench, left }: { readonly bench: Bench; readonly left: ParentView }) {
  const text = useText();
  const { code, childCount, capacity } = left;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason')).trim();
    if (reason !== '') record(bench, () => ({ intent: { action: 'seal', code, reason } }));
  };
  return (
    <form className="offer" onSubmit={submit} aria-label={text.seal}>
      <p>{text.leftBehind(code, `${childCount}/${capacity}`)}</p>
      <input
        name="reason"
        required
        maxLength={500}
        autoComplete="off"
        aria-label={text.sealReason}
        placeholder={text.sealReason}
      />
      <button type="submit">{text.seal}</button>
      <button
        type="button"
        className="quiet"
        onClick={() => change(bench, (desk) => ({ ...desk, left: null }))}
      >
        {text.later}
      </button>
    </form>
  );
}

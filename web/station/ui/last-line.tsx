import type { ScanRow } from '../../offline/rows.ts';
import type { Text } from '../text/en.ts';
import { sayOf, useText } from '../text/text.ts';
import { useSignals } from './hooks.ts';
import { Icon } from './icon.tsx';
import { TONE_ICONS, toneOfRow } from './recent.tsx';
import type { Hint, Signals } from './signals.ts';

interface Props {
  readonly signals: Signals;
  readonly rows: readonly ScanRow[];
}

/** What the last signal was about, in words: the newest scan, or an older one that was refused. */
export function LastLine({ signals, rows }: Props) {
  const text = useText();
  const { hint, rowId } = useSignals(signals);
  const row = rows.find(({ id }) => id === rowId) ?? rows[0];
  if (hint !== null) {
    const tone = hint.kind === 'bounce' ? 'notice' : 'error';
    return <Line tone={tone} words={hintOf(hint, text)} />;
  }
  return row === undefined ? (
    <Line tone="none" words="" />
  ) : (
    <Line tone={toneOfRow(row)} words={sayOf(row, text)} />
  );
}

function Line({
  tone,
  words,
}: {
  readonly tone: keyof typeof TONE_ICONS | 'none';
  readonly words: string;
}) {
  return (
    <p className="last" data-tone={tone} role="status">
      {tone === 'none' ? null : <Icon name={TONE_ICONS[tone]} />}
      <span>{words}</span>
    </p>
  );
}

function hintOf({ kind, text: seen }: Hint, text: Text): string {
  switch (kind) {
    case 'bounce':
      return text.bounce(seen);
    case 'short':
      return text.tooShort(seen);
    case 'sign_in':
      return text.signInFirst;
    case 'no_bill':
      return text.billTitle;
    case 'may_not_bill':
      return text.mayNotBill;
  }
}

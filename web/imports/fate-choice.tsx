import { useFormat } from '../ui/format.ts';
import { FATES, type Fate, type Import } from './queries.ts';
import { useText } from './text.ts';

interface Props {
  readonly one: Import;
  readonly fate: string | undefined;
  readonly onChoose: (fate: Fate | undefined) => void;
}

/** How many rows fared how; pressing one shows those alone. */
export function FateChoice({ one: { counts }, fate, onChoose }: Props) {
  const text = useText();
  const format = useFormat();
  const all = FATES.reduce((sum, name) => sum + counts[name], 0);
  const choices = [
    { name: undefined, label: text.allRows, hint: text.allRowsHint, count: all },
    ...FATES.map((name) => {
      return { name, label: text.fates[name], hint: text.fateHints[name], count: counts[name] };
    }),
  ];
  return (
    <fieldset className="tt-fates">
      <legend className="tt-hidden">{text.fate}</legend>
      {choices.map(({ name, label, hint, count }) => (
        <button
          key={label}
          type="button"
          aria-pressed={fate === name}
          data-fate={count > 0 ? name : undefined}
          onClick={() => onChoose(name)}
        >
          <span>{label}</span>
          <b>{format.number(count)}</b>
          <small>{hint}</small>
        </button>
      ))}
    </fieldset>
  );
}

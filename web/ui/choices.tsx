import { useId } from 'react';

interface Props<Value> {
  readonly legend: string;
  readonly name: string;
  readonly value: Value;
  readonly choices: readonly {
    readonly value: Value;
    readonly label: string;
    readonly hint: string;
  }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few, each with a word on what it is. */
export function Choices<Value>({ legend, name, value, choices, onChange }: Props<Value>) {
  const id = useId();
  return (
    <fieldset className="tt-choices">
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.label}>
          <input
            type="radio"
            name={`${name}${id}`}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <span>
            <b>{choice.label}</b>
            <small>{choice.hint}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

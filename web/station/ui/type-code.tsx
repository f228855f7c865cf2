import { type FormEvent, useId } from 'react';
import { useText } from '../text/text.ts';
import { Icon } from './icon.tsx';

/** For a label that no scanner can read any more. */
export function TypeCode({ onCode }: { readonly onCode: (code: string) => void }) {
  const text = useText();
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get('code')).trim();
    event.currentTarget.reset();
    if (code !== '') onCode(code);
  };
  return (
    <form className="type-code" onSubmit={submit}>
      <label htmlFor={id}>
        <Icon name="keyboard" /> {text.typeCode}
      </label>
      <input
        id={id}
        name="code"
        autoComplete="off"
        autoCapitalize="characters"
        enterKeyHint="done"
        spellCheck={false}
      />
      <button type="submit" className="quiet">
        {text.enter}
      </button>
    </form>
  );
}

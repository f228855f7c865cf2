import { Button, TextInput } from '@mantine/core';
import { IconBarcode } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useText } from './text.ts';

/**
 * Where the scanner types. It takes the keys from wherever the focus is, so that nobody has to
 * click before a scan; the next scan replaces the last.
 */
export function TraceField() {
  const text = useText();
  const navigate = useNavigate();
  const { code } = useParams({ strict: false });
  const input = useRef<HTMLInputElement>(null);
  useKeysFor(input);
  const trace = () => {
    const field = input.current;
    if (field === null || field.value.trim() === '') return;
    const wanted = field.value.trim();
    field.focus();
    field.select();
    void navigate({ to: '/trace/$code', params: { code: wanted } });
  };
  const endOnTab = (event: KeyboardEvent) => {
    // Scanners end with Enter, which submits the form, or with Tab. From a field that is empty or
    // has been answered, Tab leads on, as for everybody.
    const isTab = event.key === 'Tab' && !event.shiftKey;
    if (!isTab || input.current?.value.trim() === '' || isSelected(input.current)) return;
    event.preventDefault();
    trace();
  };
  return (
    <form
      className="tt-trace-field tt-no-print"
      onSubmit={(event) => {
        event.preventDefault();
        trace();
      }}
    >
      <TextInput
        ref={input}
        size="lg"
        aria-label={text.field}
        placeholder={text.field}
        description={text.fieldHint}
        inputWrapperOrder={['label', 'input', 'description']}
        leftSection={<IconBarcode size={24} stroke={1.6} aria-hidden="true" />}
        defaultValue={code ?? ''}
        onKeyDown={endOnTab}
        onFocus={(event) => event.currentTarget.select()}
        autoCapitalize="characters"
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
      />
      <Button type="submit" size="lg">
        {text.trace}
      </Button>
    </form>
  );
}

/** Nothing was typed since the last answer: then Tab is only Tab. */
function isSelected(field: HTMLInputElement | null): boolean {
  return field !== null && field.selectionStart === 0 && field.selectionEnd === field.value.length;
}

/** Gives the field the focus at the start, and at any key that would type something. */
function useKeysFor(input: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    input.current?.focus({ preventScroll: true });
    const take = (event: globalThis.KeyboardEvent) => {
      const isTyping = event.key.length === 1 && event.key !== ' ';
      if (!isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isEditable(event.target)) return;
      // The key that follows in this same event goes into the field.
      input.current?.focus();
      input.current?.select();
    };
    addEventListener('keydown', take);
    return () => removeEventListener('keydown', take);
  }, [input]);
}

function isEditable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
}

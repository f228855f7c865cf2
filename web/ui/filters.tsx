import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useText } from './filters-text.ts';

interface BarProps {
  /** What is in the address now. */
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly onClear: () => void;
  /** The field for searching stands before the others, and is always there. */
  readonly search: ReactNode;
  readonly children: ReactNode;
}

/** The filters of a list; on the phone they open at a touch. */
export function FilterBar({ values, onClear, search, children }: BarProps) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const count = Object.values(values).filter((value) => value !== undefined).length;
  return (
    <search className="tt-filters tt-no-print" aria-label={text.filters}>
      <div className="tt-filters-first">
        {search}
        <Button
          className="tt-filters-toggle"
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={18} />}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          {count === 0 ? text.filters : text.filtersOf(count)}
        </Button>
      </div>
      <div id={id} className="tt-filters-rest" data-open={isOpen || undefined}>
        {children}
        {count > 0 && (
          <Button variant="subtle" onClick={onClear}>
            {text.clear}
          </Button>
        )}
      </div>
    </search>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** Typing settles before the list is asked again. */
const TYPING_MS = 250;

/** A text to filter by. It follows the address when that changes otherwise, as by Back. */
export function TextFilter({ label, value = '', onChange, isSearch = false }: TextFilterProps) {
  const [typed, setTyped] = useState(value);
  const settle = useDebouncedCallback((text: string) => onChange(text.trim() || undefined), {
    delay: TYPING_MS,
    flushOnUnmount: false,
  });
  useEffect(() => setTyped((old) => (old.trim() === value ? old : value)), [value]);
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      value={typed}
      leftSection={isSearch ? <IconSearch size={18} aria-hidden="true" /> : null}
      className={isSearch ? 'tt-filter-search' : 'tt-filter'}
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        settle(event.currentTarget.value);
      }}
    />
  );
}

interface TextFilterProps extends FieldProps {
  readonly isSearch?: boolean;
}

interface ChoiceProps extends FieldProps {
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** What the empty choice is called, unless it is any value of this label. */
  readonly none?: string;
}

export function ChoiceFilter({ label, value, onChange, choices, none }: ChoiceProps) {
  const text = useText();
  return (
    <NativeSelect
      aria-label={label}
      className="tt-filter"
      value={value ?? ''}
      data={[{ value: '', label: none ?? text.any(label) }, ...choices]}
      data-set={value !== undefined || undefined}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}

/** A day of the calendar, as `2026-11-23`. */
export function DayFilter({ label, value, onChange }: FieldProps) {
  return (
    <TextInput
      type="date"
      aria-label={label}
      className="tt-filter tt-filter-day"
      leftSection={<span aria-hidden="true">{label}</span>}
      leftSectionWidth="auto"
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}

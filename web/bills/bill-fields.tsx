import { NumberInput, Textarea, TextInput } from '@mantine/core';
import { BILL_TARGET_MAX } from '#domain/bill.ts';
import type { BillFields } from './edit.ts';
import { useText } from './text.ts';

interface Props {
  readonly fields: BillFields;
  readonly faults: Readonly<Record<string, string | undefined>>;
  readonly onChange: (change: Partial<BillFields>) => void;
}

/** The fields of a new bill and of an edit. @param faults what is wrong with each. */
export function BillInputs({ fields, faults, onChange }: Props) {
  const text = useText();
  const input = (name: 'dealer' | 'destination' | 'vehicle') => (
    <TextInput
      label={text[name]}
      value={fields[name]}
      error={faults[name]}
      maxLength={200}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <NumberInput
        label={text.target}
        description={text.targetHint}
        value={fields.target ?? ''}
        error={faults.target}
        min={1}
        max={BILL_TARGET_MAX}
        allowDecimal={false}
        required
        withAsterisk={false}
        onChange={(value) => onChange({ target: typeof value === 'number' ? value : null })}
      />
      {input('dealer')}
      <div className="tt-two">
        {input('destination')}
        {input('vehicle')}
      </div>
      <Textarea
        label={text.description}
        value={fields.description}
        error={faults.description}
        autosize
        minRows={2}
        maxRows={6}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
    </>
  );
}

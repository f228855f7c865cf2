import { NumberInput, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { BILL_TARGET_MAX } from '#domain/bill.ts';
import type { Bill, BillEdit } from './queries.ts';
import { useText } from './text.ts';

/** What people fill in. The target is null while its field is empty. */
export interface BillFields {
  readonly target: number | null;
  readonly dealer: string;
  readonly destination: string;
  readonly vehicle: string;
  readonly description: string;
}

export const FIELD_NAMES = ['target', 'dealer', 'destination', 'vehicle', 'description'] as const;

export function fieldsOf(bill: Bill): BillFields {
  const { target, dealer, destination, vehicle, description } = bill;
  return {
    target,
    dealer: dealer ?? '',
    destination: destination ?? '',
    vehicle: vehicle ?? '',
    description: description ?? '',
  };
}

/** Only what differs, so that nothing is overwritten that this person did not touch. */
export function editOf(before: BillFields, after: BillFields): BillEdit {
  const { target } = after;
  const edit: BillEdit = {};
  if (target !== null && target !== before.target) edit.target = target;
  for (const name of ['dealer', 'destination', 'vehicle', 'description'] as const) {
    if (after[name] !== before[name]) edit[name] = after[name];
  }
  return edit;
}

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
      <SimpleGrid cols={2}>
        {input('destination')}
        {input('vehicle')}
      </SimpleGrid>
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

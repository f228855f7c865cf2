import { NumberInput, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { patternFault } from '#domain/product.ts';
import type { InputOf, OutputOf } from '../api/client.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { ask } from '../session/expiry.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { changedFields, useEditing } from './editing.ts';
import { useText } from './text.ts';

export type Product = OutputOf<'GET', '/api/v2/products'>['items'][number];
type Fields = InputOf<'POST', '/api/v2/products'>['body'];

const NEW: Fields = {
  name: '',
  pattern: '',
  capacity: 30,
  unitWeightKg: 1,
  expectedWeightKg: 30,
};

interface NewProps {
  readonly onClose: () => void;
}

export function NewProduct({ onClose }: NewProps) {
  const text = useText();
  const done = useDone(onClose);
  const create = async (body: Fields) => {
    await ask('POST', '/api/v2/products', { body });
    await done(body.name);
  };
  return (
    <ProductForm title={text.newProduct} before={NEW} onClose={onClose} onSave={create} isNew />
  );
}

interface EditProps {
  readonly id: number;
  readonly onClose: () => void;
}

export function EditProduct({ id, onClose }: EditProps) {
  const text = useText();
  const done = useDone(onClose);
  const params = { id };
  const { before, save } = useEditing(() => ask('GET', '/api/v2/products/:id', { params }));
  if (before === undefined) return null;
  const { id: _, ...fields } = before;
  const change = async (after: Fields) => {
    const body = changedFields(fields, after);
    await save((extra) => ask('PATCH', '/api/v2/products/:id', { params, body }, extra));
    await done(after.name);
  };
  return (
    <ProductForm
      title={text.editProduct(before.name)}
      before={fields}
      onClose={onClose}
      onSave={change}
    />
  );
}

interface FormProps {
  readonly title: string;
  readonly before: Fields;
  readonly isNew?: boolean;
  readonly onClose: () => void;
  readonly onSave: (fields: Fields) => Promise<void>;
}

function ProductForm({ title, before, isNew = false, onClose, onSave }: FormProps) {
  const text = useText();
  const frameText = useFrameText();
  const [fields, setFields] = useState(before);
  const set = (change: Partial<Fields>) => setFields((old) => ({ ...old, ...change }));
  const number = (name: 'capacity' | 'unitWeightKg' | 'expectedWeightKg') => ({
    value: fields[name],
    min: 0,
    required: true,
    withAsterisk: false,
    onChange: (value: number | string) => set({ [name]: Number(value) }),
  });
  return (
    <FormDialog
      title={title}
      action={isNew ? frameText.add : frameText.save}
      onClose={onClose}
      onSubmit={() => onSave(fields)}
    >
      {(faults) => (
        <>
          <TextInput
            label={text.name}
            value={fields.name}
            error={faults.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={64}
            autoComplete="off"
            data-autofocus
            required
            withAsterisk={false}
          />
          <PatternInput
            label={text.pattern}
            hint={text.patternHint}
            value={fields.pattern}
            error={faults.pattern}
            isExplained={patternFault(fields.pattern) === null}
            onChange={(pattern) => set({ pattern })}
          />
          <NumberInput
            label={text.capacity}
            error={faults.capacity}
            allowDecimal={false}
            {...number('capacity')}
          />
          <div className="tt-two">
            <NumberInput
              label={text.unitWeight}
              error={faults.unitWeightKg}
              {...number('unitWeightKg')}
            />
            <NumberInput
              label={text.expectedWeight}
              error={faults.expectedWeightKg}
              {...number('expectedWeightKg')}
            />
          </div>
          <Text size="sm" c="dimmed">
            {text.weightHint} {!isNew && text.inUse}
          </Text>
        </>
      )}
    </FormDialog>
  );
}

interface PatternProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly error: string | undefined;
  /** Whether the pattern is whole, so that an example can be given. */
  readonly isExplained: boolean;
  readonly isOptional?: boolean;
  readonly onChange: (pattern: string) => void;
}

/** A pattern of codes, with a code that it fits. */
export function PatternInput({
  label,
  hint,
  value,
  error,
  isExplained,
  isOptional = false,
  onChange,
}: PatternProps) {
  const text = useText();
  return (
    <div>
      <TextInput
        label={label}
        description={hint}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value.toUpperCase())}
        classNames={{ input: 'tt-code' }}
        maxLength={20}
        autoComplete="off"
        spellCheck={false}
        required={!isOptional}
        withAsterisk={false}
      />
      {isExplained && (
        <Text size="sm" c="dimmed" mt={4}>
          {text.patternExample(value, exampleOf(value))}
        </Text>
      )}
    </div>
  );
}

/** The pattern with digits in its places: `SB12345` of `SB#####`. */
function exampleOf(pattern: string): string {
  let digit = 0;
  return pattern.replaceAll('#', () => {
    digit = (digit % 9) + 1;
    return String(digit);
  });
}

function useDone(onClose: () => void): (name: string) => Promise<void> {
  const text = useText();
  const client = useQueryClient();
  return async (name) => {
    toast(text.saved(name));
    onClose();
    await client.invalidateQueries({ queryKey: ['products'] });
  };
}
